import { signal } from "@preact/signals";

/** Key in the storage of the browser. */
const KEY = "pink-page.commands";
/** Number of commands that are kept. */
const MAX = 100;

/** Commands of this browser, newest first, each once. */
export const commandHistory = signal<readonly string[]>(read());

/** Adds a command. */
export function keepCommand(command: string): void {
  write([command, ...commandHistory.peek().filter((one) => one !== command)].slice(0, MAX));
}

/** Forgets all commands. */
export function forgetCommands(): void {
  write([]);
}

function write(commands: readonly string[]): void {
  commandHistory.value = commands;
  try {
    localStorage.setItem(KEY, JSON.stringify(commands));
  } catch {
    // The page has them.
  }
}

function read(): readonly string[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]");
  } catch {
    return [];
  }
}
