import type { Command } from "commander";
import { addHeldOptions, defineCommand, type Run } from "./define_command.ts";

/** Adds the commands for sessions. `local` is the command of this machine, the words behind --. */
export function addSessionCommands(program: Command, run: Run, local: readonly string[]): void {
  const session = program.command("session").description("Takes exclusive use of servers.");
  const command = defineCommand(session, "wait [servers...]", {
    purpose: "Waits in the queue for exclusive use of servers, and keeps it while a command of " +
      "this machine runs, as flock does, or until Ctrl-C or the end of standard input. " +
      "It expires when nothing runs in it for SESSION_IDLE_SECONDS of the service. " +
      "Default: all servers, and no limit of the time.",
    examples: ["session wait mdwap1p mypap1d -w600 -- date"],
  })
    .usage("[options] [servers...] [-- command...]")
    .option("--reason <text>", "reason that all clients are told");
  addHeldOptions(command, { json: false }).action((words: string[], options: object) =>
    run(async (io) => {
      const { sessionWaitCommand } = await import("./session_wait_command.ts");
      const servers = words.slice(0, words.length - local.length);
      return await sessionWaitCommand(io, { ...options, servers, local });
    })
  );
}
