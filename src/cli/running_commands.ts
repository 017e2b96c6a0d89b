import { type Command, InvalidArgumentError } from "commander";
import { addHeldOptions, defineCommand, type Run, secondsOf } from "./define_command.ts";

/** Commands that end with the exit code of a remote one, and with 255 for wrong arguments. */
export const ENDS_AS_REMOTE: readonly string[] = [
  ...["exec", "shell", "transfer", "workflow"],
  ...["job start", "job watch", "job retry", "session wait"],
];

/** Adds the commands that run something on a server. */
export function addRunningCommands(program: Command, run: Run): void {
  addExec(program, run);
  addShell(program, run);
  addTransfer(program, run);
  addWorkflow(program, run);
}

function addExec(program: Command, run: Run): void {
  const command = defineCommand(program, "exec <server> <command...>", {
    purpose: "Runs a command on a server, and ends with its exit code. " +
      "The words after -- are joined by spaces, as ssh does.",
    examples: ["exec mdwap1p -- ls -la", "exec mdwap1p -p DATA_READY -t 60 -- prepare_data.sh"],
  })
    .usage("[options] <server> -- <command...>")
    .showHelpAfterError("Options of the command belong behind --, as in exec SERVER -- ls -la")
    .option("-p, --phrase <text>", "text in the output that ends the command")
    .option("-t, --timeout <seconds>", "maximum duration", secondsOf)
    .option("--idle <seconds>", "maximum time without output", secondsOf)
    .option("-i, --input", "type standard input into the command, Ctrl-D at its end")
    .option("--raw", "leave the output as the terminal of the server sent it");
  addHeldOptions(command).action((server: string, words: string[], options: object) =>
    run(async (io) => {
      const { execCommand } = await import("./exec_command.ts");
      return await execCommand(io, { ...options, server, words });
    })
  );
}

function addShell(program: Command, run: Run): void {
  const command = defineCommand(program, "shell <server>", {
    purpose: "Opens a login shell on this terminal, and ends with its exit code. " +
      "After Enter, ~. leaves and ~~ types ~.",
    examples: ["shell mdwap1p"],
  })
    .option("-e, --escape <char>", "another character than ~, or none", escapeOf, "~");
  addHeldOptions(command, { json: false }).action((server: string, options: ShellWords) =>
    run(async (io) => {
      const { shellCommand } = await import("./shell_command.ts");
      return await shellCommand(io, { ...options, server });
    })
  );
}

function addTransfer(program: Command, run: Run): void {
  const command = defineCommand(program, "transfer [name]", {
    purpose: "Runs a configured transfer, in a session of its own. " +
      "Default: stub_data_transfer.",
    examples: ["transfer stub_data_transfer"],
  });
  addHeldOptions(command).action((name: string | undefined, options: object) =>
    run(async (io) => {
      const { transferCommand } = await import("./transfer_command.ts");
      return await transferCommand(io, { ...options, ...(name === undefined ? {} : { name }) });
    })
  );
}

function addWorkflow(program: Command, run: Run): void {
  const command = defineCommand(program, "workflow <file>", {
    purpose: "Runs the steps of a file one after the other, in a session of its own. " +
      "A failed step is asked about on a terminal, and ends it elsewhere.",
    examples: ["workflow daily.json", "workflow daily.json --from process --check"],
  })
    .option("--from <step>", "name of the first step, or its number")
    .option("--check", "check the file, and send nothing");
  addHeldOptions(command).action((file: string, options: object) =>
    run(async (io) => {
      const { workflowCommand } = await import("./workflow_command.ts");
      return await workflowCommand(io, { ...options, file });
    })
  );
}

/** Parses the option of the escape character. @throws {InvalidArgumentError} when it is none */
function escapeOf(text: string): string {
  if (text === "none" || /^[\x21-\x7e]$/.test(text)) return text;
  throw new InvalidArgumentError("Take one character of ASCII, or none.");
}

/** Options of `shell` as they are parsed. */
interface ShellWords {
  readonly escape: string;
}
