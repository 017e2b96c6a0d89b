import { Command, CommanderError } from "commander";
import PROJECT from "../../deno.json" with { type: "json" };
import type { Run } from "./define_command.ts";
import { FAILURE, USAGE } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { addJobCommands } from "./job_commands.ts";
import { addSessionCommands } from "./session_commands.ts";
import { leafCommands } from "./leaf_commands.ts";
import { addOwnCommands, addServe } from "./own_commands.ts";
import { addReadingCommands } from "./reading_commands.ts";
import { addRunningCommands, ENDS_AS_REMOTE } from "./running_commands.ts";

/** Options for {@linkcode createProgram}. */
export interface ProgramOptions extends Pick<Io, "stderr" | "size"> {
  /** Takes the texts of helps and of the version. */
  readonly print: (text: string) => void;
  /** Runs the command that the arguments name. */
  readonly run: Run;
  /** Arguments, for the words behind `--` that a command takes apart. Default: none. */
  readonly words?: readonly string[];
}

/** Creates the parser of the command line. */
export function createProgram({ run, words = [], ...output }: ProgramOptions): Command {
  const program = new Command("pink-page")
    .description("Runs commands, terminals and transfers on the servers of a Pink-Page service.")
    .version(
      `pink-page ${PROJECT.version} (Deno ${Deno.version.deno})`,
      "--version",
      "print the version",
    )
    .helpOption("-h, --help", "print the help")
    .helpCommand("help [command]", "print the help of a command")
    .configureOutput(outputOf(output))
    .addHelpText("after", "\nWithout a command it serves. Each command has a --help of its own.")
    .exitOverride(leave(USAGE));
  addServe(program, run);
  addRunningCommands(program, run);
  addJobCommands(program, run);
  addSessionCommands(program, run, wordsBehind(words));
  addReadingCommands(program, run);
  addOwnCommands(program, run);
  for (const { name, command } of leafCommands(program)) {
    const isRemote = ENDS_AS_REMOTE.includes(name);
    command.exitOverride(leave(isRemote ? FAILURE : USAGE)).helpOption("-h, --help", "print this");
  }
  return program;
}

/** Returns the words behind `--`. */
function wordsBehind(words: readonly string[]): readonly string[] {
  return words.includes("--") ? words.slice(words.indexOf("--") + 1) : [];
}

/** Returns the end of the parsing: 0 after a help or a version, else `exitCode`. */
function leave(exitCode: number): (error: CommanderError) => never {
  return ({ exitCode: own, code, message }) => {
    throw new CommanderError(own === 0 ? 0 : exitCode, code, message);
  };
}

/** Returns the output of the parser. It reads no variables and no sizes by itself. */
function outputOf({ print, stderr, size }: Omit<ProgramOptions, "run" | "words">) {
  const width = () => Math.max(60, Math.min(size()?.cols ?? 80, 100));
  return {
    writeOut: print,
    writeErr: (text: string) => stderr.write(text),
    outputError: (text: string, write: (text: string) => void) =>
      write(text.replace(/^error: /, "pink-page: ")),
    getOutHelpWidth: width,
    getErrHelpWidth: width,
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  };
}
