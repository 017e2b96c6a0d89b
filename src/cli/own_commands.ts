import { Argument, type Command } from "commander";
import { CommandFailure } from "./command_failure.ts";
import { defineCommand, type Run } from "./define_command.ts";
import { USAGE } from "./exit_codes.ts";

/** Adds the command that starts the service, which runs without this parser. */
export function addServe(program: Command, run: Run): void {
  defineCommand(program, "serve", {
    purpose: "Starts the service, with the configuration of the environment and of .env.",
    examples: ["serve"],
  }).action(() =>
    run(() => {
      throw new CommandFailure("serve takes no arguments: leave them out", { exitCode: USAGE });
    })
  );
}

/** Adds the commands for the machine of the service, and for the shell. */
export function addOwnCommands(program: Command, run: Run): void {
  addOffline(program);
  addCompletion(program, run);
}

/** Adds the helps of the commands that read their arguments themselves. */
function addOffline(program: Command): void {
  defineCommand(program, "token", {
    purpose: "Adds, lists and revokes the tokens of clients, in the file TOKENS_FILE.",
    examples: ["token add ann operator --days 90", "token list", "token revoke ann"],
  }).usage("add NAME ROLE …, list, revoke NAME");
  defineCommand(program, "audit", {
    purpose: "Verifies the audit trail of DATABASE_PATH. Ends with 1 when it was changed.",
    examples: ["audit verify --json"],
  }).usage("verify [--head HASH] [--json]");
  defineCommand(program, "check", {
    purpose: "Checks the configuration, and logs in to each server once. " +
      "Ends with 1 when the service would not start.",
    examples: ["check --json"],
  }).usage("[--json or --permissions]");
}

function addCompletion(program: Command, run: Run): void {
  const shells = ["bash", "zsh", "fish"];
  defineCommand(program, "completion", {
    purpose: "Prints the completion of a shell, which completes names of servers too.",
    examples: ["completion bash"],
  })
    .addArgument(new Argument("<shell>", "your shell").choices(shells))
    .action((shell: "bash" | "zsh" | "fish") =>
      run(async (io) => {
        const { completionCommand } = await import("./completion_command.ts");
        return await completionCommand(io, shell);
      })
    );
  program.command("complete", { hidden: true }).argument("[words...]")
    .action((words: string[]) =>
      run(async (io) => {
        const { completeCommand } = await import("./completion_command.ts");
        return await completeCommand(io, { program, words });
      })
    );
}
