import type { Buffer } from "node:buffer";
import type { ClientChannel } from "../ssh2/ssh2.ts";
import type { Preamble } from "./preamble.ts";

/** Maximum length of a chunk, in bytes. */
const CHUNK_BYTES = 65_536;

/** Output of a terminal, read from its channel only when a reader asks. One reader at a time. */
export class ShellOutput {
  readonly #channel: ClientChannel;
  readonly #preamble: Preamble | undefined;
  /** Whether the channel will receive no more output. */
  #isComplete = false;
  #isCut = false;
  /** Resumes the waiting reader, if there is one. */
  #wake: (() => void) | undefined;
  /** Output of the command that was in the last chunk of the login's output. */
  #early: Uint8Array = new Uint8Array();

  /**
   * Takes over the output of `channel`.
   *
   * @param preamble reader of the login command's markers; none for a login shell
   */
  constructor(channel: ClientChannel, preamble: Preamble | undefined) {
    this.#channel = channel;
    this.#preamble = preamble;
    const complete = () => {
      this.#isComplete = true;
      this.#onReadable();
    };
    channel.stderr.resume();
    channel.on("readable", this.#onReadable).once("end", complete).once("close", complete);
  }

  /**
   * Whether the command has started, as far as its output was read. Always true of a login shell.
   */
  get hasStarted(): boolean {
    return this.#preamble?.hasStarted ?? true;
  }

  /**
   * Reads the id of the process group from the preamble, or from a chunk that no reader has taken:
   * that chunk is lost. Returns undefined for a login shell, and before the marker has arrived.
   */
  readProcessGroup(): number | undefined {
    if (this.#preamble === undefined || this.#preamble.processGroup !== undefined) {
      return this.#preamble?.processGroup;
    }
    const chunk: Buffer | null = this.#channel.read();
    if (chunk !== null) this.#preamble.read(chunk);
    return this.#preamble.processGroup;
  }

  /** Yields the output of the login, until the command starts or the terminal ends. */
  async *login(): AsyncGenerator<Uint8Array> {
    if (this.#preamble === undefined) return;
    for await (const chunk of this.#read()) {
      const { login, output } = this.#preamble.read(chunk);
      this.#early = output;
      if (login.length > 0) yield login;
      if (this.#preamble.hasStarted) return;
    }
    const rest = this.#preamble.rest();
    if (rest.length > 0) yield rest;
  }

  /** Yields the output of the command until it ends. Skips what the login printed. */
  async *command(): AsyncGenerator<Uint8Array> {
    const early = this.#early;
    this.#early = new Uint8Array();
    if (early.length > 0) yield early;
    for await (const chunk of this.#read()) {
      const output = this.#preamble?.read(chunk).output ?? chunk;
      if (output.length > 0) yield output;
    }
  }

  /** Discards the remaining output. No reader may be left. */
  discard(): void {
    // Node's `resume()` does nothing while a `readable` listener is attached.
    this.#channel.removeListener("readable", this.#onReadable).resume();
  }

  /** Ends the reader, and all later ones, without the output that is left. */
  cut(): void {
    this.#isCut = true;
    this.#onReadable();
  }

  async *#read(): AsyncGenerator<Buffer> {
    while (!this.#isCut) {
      const chunk: Buffer | null = this.#channel.read(
        Math.min(this.#channel.readableLength, CHUNK_BYTES) || undefined,
      );
      if (chunk !== null) yield chunk;
      else if (this.#isComplete) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  readonly #onReadable = (): void => {
    this.#wake?.();
    this.#wake = undefined;
  };
}
