import { refuseUsage } from "./usage.ts";

/** Offline command. Takes the arguments after its name, and resolves to the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

/** Commands by name. The code of a command is loaded only when it runs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  token: async () => (await import("./token_command.ts")).tokenCommand,
  audit: async () => (await import("./audit_command.ts")).auditCommand,
  check: async () => (await import("./check/check_command.ts")).checkCommand,
};

/** Runs the command that the first argument names. Resolves to the exit code of the process. */
export async function runCli([name = "", ...args]: readonly string[]): Promise<number> {
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return refuseUsage(`main.ts [${Object.keys(COMMANDS).join(" | ")}]`);
  const command = await load();
  return await command(args);
}
