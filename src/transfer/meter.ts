import type { TransferProgress } from "../domain/transfer.ts";
import type { Plan, Planned } from "./plan.ts";

/** Time over which the rate is measured, in milliseconds. */
const RATE_WINDOW_MS = 3_000;

/** Meter of the files and bytes that have arrived at the target. */
export class Meter {
  readonly #filesTotal: number;
  readonly #fileBytes = new Map<Planned, number>();
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];
  #totalBytes: number;
  #bytes = 0;
  #filesDone = 0;
  #last: { readonly file: string; readonly fileBytes: number } = { file: "", fileBytes: 0 };

  /** Creates a meter with the totals of `plan`. */
  constructor({ files }: Plan) {
    this.#filesTotal = files.length;
    this.#totalBytes = files.reduce((sum, { status }) => sum + status.sizeBytes, 0);
  }

  /** Number of bytes that have arrived. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Records that a file starts. Its size may differ from the planned one. */
  begin(file: Planned, sizeBytes: number): void {
    this.#totalBytes += sizeBytes - file.status.sizeBytes;
    this.#fileBytes.set(file, 0);
    this.#last = { file: file.shown, fileBytes: 0 };
  }

  /** Records that bytes of `file` have arrived. */
  add(file: Planned, bytes: number): void {
    const fileBytes = (this.#fileBytes.get(file) ?? 0) + bytes;
    this.#fileBytes.set(file, fileBytes);
    this.#bytes += bytes;
    this.#last = { file: file.shown, fileBytes };
  }

  /** Records that a file is in its place. Returns its size, in bytes. */
  finish(file: Planned): number {
    const bytes = this.#fileBytes.get(file) ?? 0;
    this.#fileBytes.delete(file);
    this.#filesDone++;
    return bytes;
  }

  /** Returns the progress at `nowMs`. At most one call in 100 ms keeps the rate exact. */
  progress(nowMs: number): TransferProgress {
    const samples = this.#samples;
    samples.push({ atMs: nowMs, bytes: this.#bytes });
    while ((samples[1]?.atMs ?? nowMs) < nowMs - RATE_WINDOW_MS) samples.shift();
    const [first = { atMs: nowMs, bytes: 0 }] = samples;
    const seconds = (nowMs - first.atMs) / 1000;
    return {
      bytes: this.#bytes,
      totalBytes: this.#totalBytes,
      ...this.#last,
      filesDone: this.#filesDone,
      filesTotal: this.#filesTotal,
      bytesPerSecond: seconds > 0 ? Math.round((this.#bytes - first.bytes) / seconds) : 0,
    };
  }
}
