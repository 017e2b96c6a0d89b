import type { Io, LocalCommand } from "../../src/cli/io.ts";
import { spawnCommand } from "../../src/cli/process_io.ts";
import { runCli } from "../../src/cli/run_cli.ts";
import type { TerminalSize } from "../../src/domain/shell.ts";
import { inTime } from "../harness/in_time.ts";

/** Options for {@linkcode CommandLine}. */
export interface CommandLineOptions {
  /** Variables of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether all streams are a terminal. Default: false. */
  readonly isTerminal?: boolean;
  /** Text on standard input. Default: none, and no end on a terminal. */
  readonly input?: string;
}

/** Ending of a command. */
export interface CommandEnding {
  /** Exit code. */
  readonly code: number;
  /** Text on standard output. */
  readonly stdout: string;
  /** Text on standard error. */
  readonly stderr: string;
}

/** Command of the command line that runs in this process, with streams that the test holds. */
export class CommandLine implements Io {
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: Io["stdin"];
  readonly stdout: Io["stdout"];
  readonly stderr: Io["stderr"];
  /** Texts on standard output so far. */
  readonly printed: string[] = [];
  /** Texts on standard error so far. */
  readonly told: string[] = [];
  /** States of the terminal: whether it was raw. */
  readonly rawStates: boolean[] = [];
  /** Codes of the exits at once. */
  readonly exits: number[] = [];
  /** Size of the terminal. */
  window: TerminalSize = { cols: 100, rows: 30 };
  readonly #listeners = new Map<Deno.Signal, Set<() => void>>();
  #typed: string[] = [];
  #onTyped = () => {};

  /** Creates the streams of one command. */
  constructor({ env = {}, isTerminal = false, input }: CommandLineOptions = {}) {
    this.env = env;
    if (input !== undefined) this.#typed = [input];
    this.stdin = {
      isTerminal,
      setRaw: (isRaw) => void this.rawStates.push(isRaw),
      read: (signal) => this.#read(signal, { isEndless: isTerminal }),
    };
    this.stdout = {
      isTerminal,
      write: (text) => Promise.resolve(void this.printed.push(text)),
    };
    this.stderr = { isTerminal, write: (text) => void this.told.push(text) };
  }

  size(): TerminalSize | undefined {
    return this.stdout.isTerminal ? this.window : undefined;
  }

  onSignal(name: Deno.Signal, listener: () => void): Disposable {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  }

  spawn(words: readonly string[], variables: Readonly<Record<string, string>>): LocalCommand {
    const { child, ...command } = spawnCommand(words, {
      env: { ...this.env, ...variables },
      stdout: "piped",
    });
    const exitCode = child.stdout.text().then(async (text) => {
      this.printed.push(text);
      return await command.exitCode;
    });
    return { ...command, exitCode };
  }

  exit(code: number): void {
    this.exits.push(code);
  }

  /** Types on the terminal. */
  type(text: string): void {
    this.#typed.push(text);
    this.#onTyped();
  }

  /** Sends a signal. */
  signal(name: Deno.Signal): void {
    for (const listener of this.#listeners.get(name) ?? []) listener();
  }

  /** Runs a command to its end. */
  async run(...args: readonly string[]): Promise<CommandEnding> {
    const code = await inTime(runCli(args, this), `pink-page ${args.join(" ")} ends`);
    return { code, stdout: this.printed.join(""), stderr: this.told.join("") };
  }

  async *#read(
    signal: AbortSignal,
    { isEndless }: { readonly isEndless: boolean },
  ): AsyncGenerator<string> {
    while (!signal.aborted) {
      const text = this.#typed.shift();
      if (text !== undefined) yield text;
      else if (!isEndless) return;
      else {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#onTyped = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
        await promise;
      }
    }
  }
}
