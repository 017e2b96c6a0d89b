import type { Command, Option } from "commander";
import { commandIn } from "./wait_option.ts";

/** Names that a service knows, or the files of this machine. */
export type Known = "servers" | "transfers" | "operations" | "jobs" | "runs" | "files";

/** Completions of a word: fixed ones, or those that are asked for. */
export type Completions = readonly string[] | Known;

/** Names that the first argument of a command takes, by its whole name. */
const ARGUMENTS: Readonly<Record<string, Completions>> = {
  exec: "servers",
  shell: "servers",
  servers: "servers",
  transfer: "transfers",
  watch: "operations",
  workflow: "files",
  "job show": "jobs",
  "job plan": "jobs",
  "job start": "jobs",
  "job watch": "runs",
  "job cancel": "runs",
  "job retry": "runs",
  "job decide": "runs",
  "session wait": "servers",
  completion: ["bash", "zsh", "fish"],
};

/** Names that the values of options take. */
const VALUES: Readonly<Record<string, Completions>> = {
  "--server": "servers",
  "--token-file": "files",
};

/** Returns the completions of the last of `words`, which follow the name of the program. */
export function completionsOf(program: Command, words: readonly string[]): Completions {
  const names = nameIn(program, words.slice(0, -1));
  const name = names.join(" ");
  const rest = words.slice(names.length);
  const command = commandIn(program, names);
  const [last = "", ...before] = rest.toReversed();
  if (command.commands.length > 0) {
    const commands = before.length > 0 ? [] : command.commands.map((command) => command.name());
    return matching(commands.filter((name) => name !== "complete"), last);
  }
  if (before.includes("--")) return [];
  const valued = (word = "") => command.options.find((option) => takesValue(option, word));
  const option = valued(before[0]);
  if (option !== undefined) return chosen(option, last);
  if (last.startsWith("-")) return matching(command.options.map(({ long }) => long ?? ""), last);
  const isArgument = (word: string, i: number) =>
    !word.startsWith("-") && valued(before[i + 1]) === undefined;
  const [first] = command.registeredArguments;
  return before.some(isArgument) && !first?.variadic ? [] : ofKind(ARGUMENTS[name], last);
}

/** Returns the first words, as far as they name a command. */
function nameIn(program: Command, [word = "", ...rest]: readonly string[]): string[] {
  const command = program.commands.find((command) => command.name() === word);
  return command === undefined ? [] : [word, ...nameIn(command, rest)];
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
