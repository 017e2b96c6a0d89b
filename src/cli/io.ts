import type { TerminalSize } from "../domain/shell.ts";

/** Standard input of a command. */
export interface Input {
  /** Whether it is a terminal. */
  readonly isTerminal: boolean;
  /** Sends each key at once and unchanged, or whole lines again. */
  setRaw(isRaw: boolean): void;
  /** Yields the text that comes, until the input ends or `signal` aborts. */
  read(signal: AbortSignal): AsyncIterable<string>;
}

/** Standard output of a command. */
export interface Output {
  /** Whether it is a terminal. */
  readonly isTerminal: boolean;
  /** Writes a text. Resolves when it is written. Rejects with BrokenPipe without a reader. */
  write(text: string): Promise<void>;
}

/** Standard error of a command. */
export interface Errors {
  /** Whether it is a terminal. */
  readonly isTerminal: boolean;
  /** Writes a text. */
  write(text: string): void;
}

/** Command on this machine, with the streams of this one. */
export interface LocalCommand {
  /** Settles with its exit code: 128 + n after signal n. */
  readonly exitCode: Promise<number>;
  /** Sends it a signal, unless it has ended. */
  kill(signal: Deno.Signal): void;
}

/** Surroundings of a command: its streams, variables and signals. */
export interface Io {
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly stdin: Input;
  /** Standard output: remote output and answers alone. */
  readonly stdout: Output;
  /** Standard error: errors, and on a terminal progress and notes. */
  readonly stderr: Errors;
  /** Returns the size of the terminal; undefined without one. */
  size(): TerminalSize | undefined;
  /** Calls `listener` on each signal `name`, until it is disposed. */
  onSignal(name: Deno.Signal, listener: () => void): Disposable;
  /**
   * Starts a command on this machine, with `variables` besides those of this process.
   *
   * @throws {Error} when there is no such command, or it cannot be run
   */
  spawn(words: readonly string[], variables: Readonly<Record<string, string>>): LocalCommand;
  /** Ends the process at once. */
  exit(code: number): void;
}
