import type { Command } from "commander";

/** Value of `--wait` without a number: there is no limit. */
export const FOREVER = "forever";

/**
 * Gives each `-w` and `--wait` that stands alone its value, so that the word after it, such as the
 * name of a server, is not taken for seconds.
 */
export function withWaitAttached(program: Command, args: readonly string[]): string[] {
  const command = program.commands.find((command) => command.name() === args[0]);
  const takesValue = command?.options.filter(({ required }) => required)
    .flatMap(({ short, long }) => [short, long]) ?? [];
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  return args.map((arg, i) => {
    const isOption = i < end && !takesValue.includes(args[i - 1]);
    return isOption && (arg === "-w" || arg === "--wait") ? `--wait=${FOREVER}` : arg;
  });
}
