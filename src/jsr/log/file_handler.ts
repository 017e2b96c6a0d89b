import { BaseHandler, type BaseHandlerOptions } from "./base_handler.ts";
import { type LevelName, LogLevels } from "./levels.ts";
import type { LogRecord } from "./log_record.ts";

/**
 * How the file is opened: `a` appends to it, `w` empties it first, `x` demands that it does not exist
 * yet.
 */
export type LogMode = "a" | "w" | "x";

/** What a {@linkcode FileHandler} must and can be told. */
export interface FileHandlerOptions extends BaseHandlerOptions {
  /** The path of the file. */
  filename: string;
  /** How the file is opened. Default: `a`. */
  mode?: LogMode;
  /** How many bytes wait in memory at most. Default: 4096. */
  bufferSize?: number;
}

/**
 * Writes records to a file, one a line. Lines wait in a buffer and are written once the next one finds no
 * room, upon a record above `ERROR`, upon `flush`, upon `destroy`, and when the process ends in order.
 *
 * `setup` opens the file and `destroy`, or `using`, closes it. Needs permission to write it.
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
   * Makes a handler whose file is not open yet.
   *
   * @param levelName Records below this level are dropped.
   * @param options See {@linkcode FileHandlerOptions}.
   * @throws {Error} If there is no such level.
   */
  constructor(levelName: LevelName, options: FileHandlerOptions) {
    super(levelName, options);
    this.#filename = options.filename;
    this.#mode = options.mode ?? "a";
    this.#buffer = new Uint8Array(options.bufferSize ?? 4096);
  }

  /**
   * Opens the file and forgets what was in the buffer.
   *
   * @throws {Deno.errors.AlreadyExists} In mode `x`, if the file exists.
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

  /** Buffers a record, unless it is below the handler's level; a record above `ERROR` flushes. */
  override handle(logRecord: LogRecord): void {
    super.handle(logRecord);
    if (logRecord.level > LogLevels.ERROR) this.flush();
  }

  /** Buffers one line; a line longer than the whole buffer is written at once. */
  log(msg: string): void {
    const line = this.#encoder.encode(`${msg}\n`);
    if (line.length > this.#buffer.length - this.#used) this.flush();
    if (line.length > this.#buffer.length) return this.#write(line);
    this.#buffer.set(line, this.#used);
    this.#used += line.length;
  }

  /** Writes what is in the buffer. Does nothing while the file is not open. */
  flush(): void {
    if (this.#used === 0 || !this.#file) return;
    this.#write(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
  }

  /** Writes what is in the buffer and closes the file. */
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
