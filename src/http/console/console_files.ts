import { orAborted } from "../../async/or_aborted.ts";
import { AppError } from "../../errors.ts";
import type { Encoding, Made } from "./make_files.ts";

/** Files of the console. They are made from the first request on, and kept. */
export class ConsoleFiles {
  readonly #signal: AbortSignal;
  readonly #bodies = new Map<string, Uint8Array<ArrayBuffer>>();
  #version: string | undefined;
  #making: Promise<void> | undefined;
  #isMade = false;
  /** Settles when more is made. */
  #more = Promise.withResolvers<void>();

  /** Makes nothing yet. `signal` ends the making: the service shuts down. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Returns a hash of all files, which is part of their addresses.
   *
   * @throws {AppError} 10001 during the shutdown
   * @throws {Error} when the files cannot be read
   */
  async version(): Promise<string> {
    while (this.#version === undefined) await this.#whenMore();
    return this.#version;
  }

  /**
   * Returns the smallest body of a file that is made; undefined without such a file.
   *
   * @throws {AppError} 10001 during the shutdown
   * @throws {Error} when the files cannot be made
   */
  async body(name: string, encoding: Encoding): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const key = `${name} ${encoding}`;
    while (!this.#bodies.has(key) && !this.#isMade) await this.#whenMore();
    return this.#bodies.get(key);
  }

  /** Waits until more is made. The first call starts the making. */
  async #whenMore(): Promise<void> {
    this.#making ??= this.#make();
    await Promise.race([this.#making, this.#more.promise]);
  }

  /**
   * Makes all files. The next request tries again what failed.
   *
   * @throws {AppError} 10001 during the shutdown
   * @throws {Error} when a file cannot be made
   */
  async #make(): Promise<void> {
    try {
      const { startMaking } = await import("./file_worker.ts");
      using making = startMaking((made) => this.#keep(made));
      await orAborted(this.#signal, making.done);
      this.#isMade = true;
    } catch (cause) {
      this.#making = undefined;
      if (!this.#signal.aborted) throw cause;
      throw new AppError("SERVICE_UNAVAILABLE", "The service is shutting down", { cause });
    }
  }

  #keep(made: Made): void {
    if ("version" in made) this.#version = made.version;
    else this.#bodies.set(`${made.name} ${made.encoding}`, made.body);
    this.#more.resolve();
    this.#more = Promise.withResolvers();
  }
}
