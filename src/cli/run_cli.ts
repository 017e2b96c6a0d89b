import type { Io } from "./io.ts";
import { processIo } from "./process_io.ts";

/** Offline command. Takes the arguments after its name, and resolves to the exit code. */
export type Command = (args: readonly string[]) => Promise<number>;

/** Offline commands by name, which read their arguments themselves. */
const OFFLINE: Readonly<Record<string, () => Promise<Command>>> = {
  token: async () => (await import("./token_command.ts")).tokenCommand,
  audit: async () => (await import("./audit_command.ts")).auditCommand,
  check: async () => (await import("./check/check_command.ts")).checkCommand,
};

/**
 * Runs the command that the first argument names. Resolves to the exit code of the process.
 *
 * @throws {Error} the failure of an offline command; those of the others are printed
 */
export async function runCli(args: readonly string[], io?: Io): Promise<number> {
  const [name = "", ...rest] = args;
  const load = Object.hasOwn(OFFLINE, name) ? OFFLINE[name] : undefined;
  const wantsHelp = rest.includes("--help") || rest.includes("-h");
  if (load !== undefined && !wantsHelp) return await (await load())(rest);
  const { runProgram } = await import("./run_program.ts");
  return await runProgram(args, io ?? await processIo());
}
