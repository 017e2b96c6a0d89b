import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { Io } from "./io.ts";
import { FOREVER } from "./wait_option.ts";

/** Runs a command once its arguments are parsed. */
export type Run = (command: (io: Io) => Promise<number>) => Promise<void>;

/** Adds a command with its purpose and an example, which its help shows. */
export function defineCommand(
  program: Command,
  usage: string,
  { purpose, examples }: { readonly purpose: string; readonly examples: readonly string[] },
): Command {
  const lines = examples.map((example) => `  $ pink-page ${example}\n`);
  const [sentence = ""] = purpose.split(". ");
  return program.command(usage).description(purpose).summary(sentence.replace(/\.$/, ""))
    .addHelpText("after", `\n${lines.length > 1 ? "Examples" : "Example"}:\n${lines.join("")}`);
}

/** Adds the options of a command that speaks to a service. */
export function addCommonOptions(command: Command, { json = true } = {}): Command {
  command
    .option("--url <url>", "address of the service; default: PINK_PAGE_URL, then this machine")
    .option("--token-file <file>", "file with the token, mode 600; default: PINK_PAGE_TOKEN");
  if (json) command.option("--json", "print JSON: one event or record a line");
  return command.option("-q, --quiet", "print no notes, no progress, no answers");
}

/** Adds the options of a command that takes the lock or a session. */
export function addHeldOptions(command: Command, { json = true } = {}): Command {
  return addCommonOptions(command, { json }).option(
    "-w, --wait [seconds]",
    "wait while others have exclusive use: -w, -w30, --wait=30",
    waitOf,
  );
}

/** Parses a number of seconds. @throws {InvalidArgumentError} when it is none */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw new InvalidArgumentError("Take a number of seconds above 0.");
}

function waitOf(text: string): true | number {
  return text === FOREVER ? true : secondsOf(text);
}
