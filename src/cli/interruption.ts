import type { Io } from "./io.ts";

/** Signals that end a command, with its exit code. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/**
 * Time in which a second signal is the same key, in milliseconds: under `deno task`, Ctrl-C arrives
 * twice.
 */
const SAME_KEY_MS = 300;

/** Time for the ending of a command after SIGTERM and SIGHUP, in milliseconds. */
const LEAVE_MS = 5_000;

/**
 * Signals of the user. The first aborts {@linkcode Interruption.signal}, another one leaves. After
 * SIGTERM and SIGHUP the process leaves by itself, for nobody may be there to send another one.
 */
export class Interruption implements Disposable {
  /** Exit code of the signal that came; undefined without one. */
  exitCode: number | undefined;
  readonly #abort = new AbortController();
  readonly #listeners: readonly Disposable[];
  #sinceMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Listens from now on, until it is disposed. */
  constructor(io: Pick<Io, "onSignal" | "exit">) {
    this.#listeners = Object.entries(SIGNALS).map(([name, code]) =>
      io.onSignal(name as Deno.Signal, () => {
        const leave = () => io.exit(code);
        if (this.exitCode === undefined) this.#begin(code);
        else if (performance.now() - this.#sinceMs > SAME_KEY_MS) leave();
        if (name !== "SIGINT") this.#timer ??= setTimeout(leave, LEAVE_MS);
      })
    );
  }

  /** Aborts at the first signal. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Ends the listening. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener[Symbol.dispose]();
  }

  #begin(code: number): void {
    this.exitCode = code;
    this.#sinceMs = performance.now();
    this.#abort.abort();
  }
}
