import { Operation } from "../domain/operation.ts";
import type { Shell, TerminalSize } from "../domain/shell.ts";
import { AppError } from "../errors.ts";
import { AckWindow } from "../output/ack_window.ts";
import type { EventOf } from "../protocol/server_events.ts";

/** Input side of a shell. */
export type TerminalInput = Pick<Shell, "unsentBytes" | "write" | "resize">;

/** Options for {@linkcode TerminalOperation}. */
export interface TerminalOperationOptions {
  /** First size of the terminal. */
  readonly size: TerminalSize;
  /** Encodes text for the server. Throws for a character that its encoding lacks. */
  readonly encode: (text: string) => Uint8Array;
  /** Maximum number of unacknowledged bytes of output; undefined = no limit. */
  readonly window?: number | undefined;
}

/** Maximum number of bytes of input that wait for a shell. */
const INPUT_LIMIT_BYTES = 1_048_576;

/** Operation on a terminal. Input and the last size wait until a shell is attached. */
export class TerminalOperation extends Operation {
  readonly #window: AckWindow;
  readonly #encode: (text: string) => Uint8Array;
  #size: TerminalSize;
  readonly #waiting = new WaitingInput();
  /** Shell, or the input that waits for it. */
  #input: TerminalInput = this.#waiting;
  #onInput = () => {};

  /** Creates an operation without a shell. */
  constructor({ size, encode, window }: TerminalOperationOptions) {
    super();
    this.#size = size;
    this.#encode = encode;
    this.#window = new AckWindow(window);
  }

  /** Present size of the terminal. */
  override get size(): TerminalSize {
    return this.#size;
  }

  /**
   * Attaches a shell and writes the waiting input to it. `onInput` is called after each later
   * write.
   */
  attach(shell: TerminalInput, onInput = () => {}): void {
    this.#input = shell;
    this.#onInput = onInput;
    shell.resize(this.#size);
    this.#waiting.moveTo(shell);
  }

  /**
   * Encodes the text of `field` for the server.
   *
   * @throws {AppError} 12000 for a character that the server's encoding lacks
   */
  encode(text: string, field: string): Uint8Array {
    try {
      return this.#encode(text);
    } catch (cause) {
      const detail = `${field} holds a character that the server's encoding lacks`;
      throw new AppError("VALIDATION_FAILED", detail, { cause });
    }
  }

  /**
   * Writes `text` to the shell's input.
   *
   * @throws {AppError} 14001 when over 1 MiB waits, 12000 for a character that the server's
   * encoding lacks
   */
  write(text: string): void {
    const bytes = this.encode(text, "data.input");
    const { unsentBytes: waiting } = this.#input;
    if (waiting + bytes.length > INPUT_LIMIT_BYTES) {
      const detail = `${waiting} bytes of input wait already; at most ${INPUT_LIMIT_BYTES} may`;
      throw new AppError("QUOTA_EXCEEDED", detail);
    }
    this.#input.write(bytes);
    this.#onInput();
  }

  /** Sets the size of the terminal. */
  resize(size: TerminalSize): void {
    this.#size = size;
    this.#input.resize(size);
    this.tail.wake();
  }

  /**
   * Yields `text` as numbered outputs, each as soon as the window has room for it. Drops the rest
   * when the operation is stopped.
   */
  async *outputs(text: string): AsyncGenerator<EventOf<"output">> {
    for await (const { text: data, seq } of this.#window.pieces(text, this.signal)) {
      yield { type: "output", data, seq };
    }
  }

  /** Resolves when the window has room for more, or when the operation is stopped. */
  whenRoom(): Promise<void> {
    return this.#window.whenRoom(this.signal);
  }

  /** Records that the client has the output up to `seq`: the window has room for more. */
  override acknowledge(seq: number): void {
    this.#window.acknowledge(seq);
  }
}

/** Input of a terminal whose shell is not there yet. */
class WaitingInput implements TerminalInput {
  unsentBytes = 0;
  #chunks: Uint8Array[] = [];

  write(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.unsentBytes += bytes.length;
  }

  /** Does nothing: the shell gets the last size when it is attached. */
  resize(): void {}

  /** Writes the input to `shell`, in order, and forgets it. */
  moveTo(shell: TerminalInput): void {
    for (const bytes of this.#chunks) shell.write(bytes);
    this.#chunks = [];
  }
}
