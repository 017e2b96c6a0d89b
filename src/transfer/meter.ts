import type { TransferProgress } from "../domain/transfer.ts";
import type { Plan, Planned } from "./plan.ts";

/** The rate is that of the last seconds. */
const RATE_WINDOW_MS = 3_000;

/** Counts what has arrived at the target. */
export class Meter {
  readonly #filesTotal: number;
  readonly #fileBytes = new Map<Planned, number>();
  readonly #samples: { readonly atMs: number; readonly bytes: number }[] = [];
  #totalBytes: number;
  #bytes = 0;
  #filesDone = 0;
  #last: { readonly file: string; readonly fileBytes: number } = { file: "", fileBytes: 0 };

  /** Takes the totals from `plan`; nothing has arrived. */
  constructor({ files }: Plan) {
    this.#filesTotal = files.length;
    this.#totalBytes = files.reduce((sum, { status }) => sum + status.sizeBytes, 0);
  }

  /** Bytes that have arrived. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A file starts; it may have another size than was planned. */
  begin(file: Planned, sizeBytes: number): void {
    this.#totalBytes += sizeBytes - file.status.sizeBytes;
    this.#fileBytes.set(file, 0);
    this.#last = { file: file.shown, fileBytes: 0 };
  }

  /** Bytes of `file` have arrived. */
  add(file: Planned, bytes: number): void {
    const fileBytes = (this.#fileBytes.get(file) ?? 0) + bytes;
    this.#fileBytes.set(file, fileBytes);
    this.#bytes += bytes;
    this.#last = { file: file.shown, fileBytes };
  }

  /** A file is in its place. Returns its size. */
  finish(file: Planned): number {
    const bytes = this.#fileBytes.get(file) ?? 0;
    this.#fileBytes.delete(file);
    this.#filesDone++;
    return bytes;
  }

  /** How things stand at `nowMs`; ask at most every 100 ms. */
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
