import type { Command } from "commander";

/** Value of `--wait` without a number: there is no limit. */
export const FOREVER = "forever";

/** Returns the command, or the command of a command, that the first words name. */
export function commandIn(program: Command, [name, ...rest]: readonly string[]): Command {
  const command = program.commands.find((command) => command.name() === name);
  return command === undefined ? program : commandIn(command, rest);
}

/**
 * Gives each `-w` and `--wait` that stands alone its value, so that the word after it, such as the
 * name of a server, is not taken for seconds.
 */
export function withWaitAttached(program: Command, args: readonly string[]): string[] {
  const command = commandIn(program, args);
  const takesValue = command.options.filter(({ required }) => required)
    .flatMap(({ short, long }) => [short, long]);
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  return args.map((arg, i) => {
    const isOption = i < end && !takesValue.includes(args[i - 1]);
    return isOption && (arg === "-w" || arg === "--wait") ? `--wait=${FOREVER}` : arg;
  });
}
