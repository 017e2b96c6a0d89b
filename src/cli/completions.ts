import type { Command, Option } from "commander";

/** Names that a service knows, or the files of this machine. */
export type Known = "servers" | "transfers" | "operations" | "files";

/** Completions of a word: fixed ones, or those that are asked for. */
export type Completions = readonly string[] | Known;

/** Names that the first argument of a command takes. */
const ARGUMENTS: Readonly<Record<string, Completions>> = {
  exec: "servers",
  shell: "servers",
  servers: "servers",
  transfer: "transfers",
  watch: "operations",
  workflow: "files",
  completion: ["bash", "zsh", "fish"],
};

/** Names that the values of options take. */
const VALUES: Readonly<Record<string, Completions>> = {
  "--server": "servers",
  "--token-file": "files",
};

/** Returns the completions of the last of `words`, which follow the name of the program. */
export function completionsOf(program: Command, words: readonly string[]): Completions {
  const [name = "", ...rest] = words;
  const commands = program.commands.filter((command) => command.name() !== "complete");
  if (rest.length === 0) return matching([...commands.map((command) => command.name())], name);
  const command = commands.find((command) => command.name() === name);
  const [last = "", ...before] = rest.toReversed();
  if (command === undefined || before.includes("--")) return [];
  const valued = (word = "") => command.options.find((option) => takesValue(option, word));
  const option = valued(before[0]);
  if (option !== undefined) return chosen(option, last);
  if (last.startsWith("-")) return matching(command.options.map(({ long }) => long ?? ""), last);
  const isArgument = (word: string, i: number) =>
    !word.startsWith("-") && valued(before[i + 1]) === undefined;
  return before.some(isArgument) ? [] : ofKind(ARGUMENTS[name], last);
}

/** Returns those of `names` that begin with `start` and need no quotes in a shell. */
export function matching(names: readonly string[], start: string): string[] {
  return names.filter((name) => name.startsWith(start) && /^[\w.@/-]+$/.test(name));
}

function takesValue({ required, short, long }: Option, word: string): boolean {
  return required && word !== "" && (word === short || word === long);
}

function chosen({ long, argChoices }: Option, start: string): Completions {
  return ofKind(argChoices ?? VALUES[long ?? ""], start);
}

function ofKind(completions: Completions = [], start: string): Completions {
  return typeof completions === "string" ? completions : matching(completions, start);
}
