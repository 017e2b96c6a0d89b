import { orAborted } from "../async/or_aborted.ts";
import { sleep } from "../async/sleep.ts";
import { within } from "../async/within.ts";
import type { AttemptOwner, RunStore } from "../domain/job_store.ts";
import { joinBytes } from "../domain/join_bytes.ts";
import type { Attempt } from "../domain/run.ts";
import { AppError } from "../errors.ts";

/** Maximum size of a record, in bytes. */
const RECORD_BYTES = 65_536;
/** Maximum size of the bytes that wait to be recorded, above which nothing more is read. */
const WAITING_BYTES = 1_048_576;
/** Minimum time between two records of little output, in milliseconds. */
const INTERVAL_MS = 100;
/** Time between two tries to record, in milliseconds. */
const RETRY_MS = 1_000;

/** Options for {@linkcode Recorder}. */
export interface RecorderOptions {
  /** Store of the output. */
  readonly store: Pick<RunStore, "output">;
  /** Attempt whose output it is, under its present fence. */
  readonly attempt: Attempt;
  /** Called after each record. */
  readonly onRecord: () => void;
  /** Ends the recording. */
  readonly signal: AbortSignal;
}

/**
 * Recorder of an attempt's output: the first piece after a pause at once, more of it in records of
 * up to 64 KiB. While the database cannot be written, bytes wait, and beyond 1 MiB the reader does.
 */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #owner: AttemptOwner;
  #end: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #spoolStart: number | null;
  #phraseEnd: number | null;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  /** Ends the pause before the next record. */
  #wake = () => {};
  #isFlushing = false;
  #recordedMs = -Infinity;
  #failure: unknown;

  /** Begins after what is recorded of the attempt. */
  constructor(options: RecorderOptions) {
    this.#options = options;
    const { attempt } = options;
    this.#owner = attempt;
    this.#end = attempt.recorded_bytes;
    this.#spoolStart = attempt.spool_start;
    this.#phraseEnd = attempt.phrase_end;
  }

  /** Number of bytes so far, recorded or not. */
  get end(): number {
    return this.#end + this.#waitingBytes;
  }

  /** Offset of the first byte in the spool of the server; null until it is known. */
  get spoolStart(): number | null {
    return this.#spoolStart;
  }

  /** Sets the offset of the first byte, which does not change. */
  startAt(offset: number | undefined): void {
    this.#spoolStart ??= offset ?? null;
  }

  /** Whether the stop phrase was found. */
  get hasPhrase(): boolean {
    return this.#phraseEnd !== null;
  }

  /** Records that the stop phrase is in the output so far. */
  markPhrase(): void {
    this.#phraseEnd ??= this.end;
  }

  /** Takes bytes. Resolves when more can be read. @throws {AppError} 50012 when another records */
  async push(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (!this.#isWriting) this.#writing = this.#write();
    if (this.#waitingBytes >= WAITING_BYTES) await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Records what waits. @throws {AppError} 50012 when another records */
  async flush(): Promise<void> {
    this.#isFlushing = true;
    this.#wake();
    await this.#writing;
    this.#isFlushing = false;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Cuts the output after `size` bytes. @throws {AppError} 41000 */
  cut(size: number): void {
    if (size >= this.#end) return;
    this.#options.store.output.cut(this.#owner, size);
    this.#end = size;
  }

  /** Records until nothing waits. Never rejects: the failure is kept. */
  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#waitingBytes > 0) {
        const restMs = this.#recordedMs + INTERVAL_MS - performance.now();
        if (!this.#isFlushing && restMs > 0 && this.#waitingBytes < RECORD_BYTES) {
          await this.#pause(restMs);
        }
        if (!this.#record()) await sleep(RETRY_MS, this.#options.signal);
      }
    } catch (cause) {
      this.#failure = cause;
    }
    this.#isWriting = false;
  }

  /** Waits for `ms` milliseconds or for a flush. @throws the reason of the signal */
  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await within(ms, orAborted(this.#options.signal, promise));
  }

  /**
   * Records what waits. Returns false when the database cannot be written at present.
   *
   * @throws {AppError} 50012 when another service records it
   */
  #record(): boolean {
    const bytes = joinBytes(this.#waiting);
    const { store, onRecord } = this.#options;
    const places = { spool_start: this.#spoolStart, phrase_end: this.#phraseEnd };
    try {
      if (!store.output.append(this.#owner, { offset: this.#end, bytes, ...places })) {
        throw new AppError("LEASE_LOST", "Another service records the output of this step");
      }
    } catch (cause) {
      if (cause instanceof AppError && cause.kind === "DATABASE_QUERY_FAILED") return false;
      throw cause;
    }
    this.#end += bytes.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#recordedMs = performance.now();
    onRecord();
    return true;
  }
}
