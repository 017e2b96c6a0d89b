import type { Shell, TerminalSize } from "../domain/shell.ts";
import { AppError } from "../errors.ts";
import { AckWindow, type Piece } from "../output/ack_window.ts";
import { Operation } from "../domain/operation.ts";

/** Input side of a shell. */
export type TerminalInput = Pick<Shell, "unsentBytes" | "write" | "resize">;

/** What a {@linkcode TerminalOperation} is made with. */
export interface TerminalOperationOptions {
  /** Of the terminal to be. */
  readonly size: TerminalSize;
  /** Writes text as the server reads it; throws for a character that its encoding lacks. */
  readonly encode: (text: string) => Uint8Array;
  /** Most bytes of output that may be unacknowledged; undefined: no limit. */
  readonly window?: number | undefined;
}

/** Input that may wait for a shell, in bytes. */
const INPUT_LIMIT_BYTES = 1_048_576;

/** An operation on a terminal. Until that is there, what is typed and the last size are kept for it. */
export class TerminalOperation extends Operation {
  readonly #window: AckWindow;
  readonly #encode: (text: string) => Uint8Array;
  #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #keyboard: TerminalInput | undefined;
  #size: TerminalSize;
  #onInput = () => {};

  /** Begins without a terminal. */
  constructor({ size, encode, window }: TerminalOperationOptions) {
    super();
    this.#size = size;
    this.#encode = encode;
    this.#window = new AckWindow(window);
  }

  /** The terminal's size now. */
  get size(): TerminalSize {
    return this.#size;
  }

  /** Connects the terminal: it gets what was typed before, and from now on everything at once. `onInput` is told of it. */
  attach(keyboard: TerminalInput, onInput = () => {}): void {
    this.#keyboard = keyboard;
    this.#onInput = onInput;
    keyboard.resize(this.#size);
    for (const bytes of this.#early) keyboard.write(bytes);
    this.#early = [];
  }

  /** Turns the text of `field` into what the server reads. @throws {AppError} 12000 for a character that its encoding lacks */
  encode(text: string, field: string): Uint8Array {
    try {
      return this.#encode(text);
    } catch (cause) {
      throw new AppError(
        "VALIDATION_FAILED",
        `${field} holds a character that the server's encoding lacks`,
        { cause },
      );
    }
  }

  /** Types `text`. @throws {AppError} 14001 when over 1 MiB waits, 12000 for a character that the server's encoding lacks */
  type(text: string): void {
    const bytes = this.encode(text, "data.input");
    const waiting = this.#keyboard === undefined ? this.#earlyBytes : this.#keyboard.unsentBytes;
    if (waiting + bytes.length > INPUT_LIMIT_BYTES) {
      throw new AppError(
        "QUOTA_EXCEEDED",
        `${waiting} bytes of input wait already; at most ${INPUT_LIMIT_BYTES} may`,
      );
    }
    if (this.#keyboard !== undefined) {
      this.#keyboard.write(bytes);
      return this.#onInput();
    }
    this.#early.push(bytes);
    this.#earlyBytes += bytes.length;
  }

  /** `text` in numbered pieces, each when there is room for it. What has none when the operation is stopped is dropped. */
  pieces(text: string): Iterable<Piece> | AsyncIterable<Piece> {
    return this.#window.pieces(text, this.signal);
  }

  /** The client has everything up to the output `seq`: there is room for more. */
  override acknowledge(seq: number): void {
    this.#window.acknowledge(seq);
  }

  /** Sets the terminal's size. */
  resize(size: TerminalSize): void {
    this.#size = size;
    this.#keyboard?.resize(size);
  }
}
