import { BaseHandler, type BaseHandlerOptions } from "./base_handler.ts";
import { type LevelName, LogLevels } from "./levels.ts";
import type { LogRecord } from "./log_record.ts";

/** Mode of opening a file: `a` appends, `w` empties the file, `x` fails if the file exists. */
export type LogMode = "a" | "w" | "x";

/** Options for {@linkcode FileHandler}. */
export interface FileHandlerOptions extends BaseHandlerOptions {
  /** Path of the file. */
  filename: string;
  /** Mode of opening the file. Default: `a`. */
  mode?: LogMode;
  /** Size of the buffer, in bytes. Default: 4096. */
  bufferSize?: number;
}

/**
 * Handler that writes records to a file, one per line. Lines are buffered. The buffer is written
 * when it is full, after a record above `ERROR`, by `flush` and `destroy`, and when the process
 * exits.
 *
 * `setup` opens the file; `destroy`, or `using`, closes it. Requires permission to write the file.
 */
export class FileHandler extends BaseHandler {
  readonly #filename: string;
  readonly #mode: LogMode;
  readonly #buffer: Uint8Array;
  readonly #encoder = new TextEncoder();
  readonly #onUnload = (): void => this.destroy();
  #used = 0;
  #file: Deno.FsFile | undefined;

  /**
   * Creates a handler whose file is not open yet.
   *
   * @param levelName Lowest level of the records that are written.
   * @param options See {@linkcode FileHandlerOptions}.
   * @throws {Error} if the level does not exist
   */
  constructor(levelName: LevelName, options: FileHandlerOptions) {
    super(levelName, options);
    this.#filename = options.filename;
    this.#mode = options.mode ?? "a";
    this.#buffer = new Uint8Array(options.bufferSize ?? 4096);
  }

  /**
   * Opens the file and empties the buffer.
   *
   * @throws {Deno.errors.AlreadyExists} in mode `x` if the file exists
   */
  override setup(): void {
    this.#file = Deno.openSync(this.#filename, {
      write: true,
      append: this.#mode === "a",
      create: this.#mode !== "x",
      createNew: this.#mode === "x",
      truncate: this.#mode !== "a",
    });
    this.#used = 0;
    addEventListener("unload", this.#onUnload);
  }

  /** Buffers a record of the handler's level or above. A record above `ERROR` flushes. */
  override handle(logRecord: LogRecord): void {
    super.handle(logRecord);
    if (logRecord.level > LogLevels.ERROR) this.flush();
  }

  /** Buffers a line. A line longer than the buffer is written at once. */
  log(msg: string): void {
    const line = this.#encoder.encode(`${msg}\n`);
    if (line.length > this.#buffer.length - this.#used) this.flush();
    if (line.length > this.#buffer.length) return this.#write(line);
    this.#buffer.set(line, this.#used);
    this.#used += line.length;
  }

  /** Writes the buffer. Does nothing while the file is not open. */
  flush(): void {
    if (this.#used === 0 || !this.#file) return;
    this.#write(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  /** Writes the buffer and closes the file. */
  override destroy(): void {
    this.flush();
    this.#file?.close();
    this.#file = undefined;
    removeEventListener("unload", this.#onUnload);
  }

  #write(bytes: Uint8Array): void {
    if (!this.#file) throw new TypeError("The log file is not open");
    let written = 0;
    while (written < bytes.length) written += this.#file.writeSync(bytes.subarray(written));
  }
}
