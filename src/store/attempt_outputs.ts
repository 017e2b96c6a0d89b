import type { Database } from "@db/sqlite";
import type { AttemptOutput, AttemptOwner, OutputPiece } from "../domain/job_store.ts";
import type { Attempt } from "../domain/run.ts";
import type { DurableWrites } from "./durable_writes.ts";
import { query } from "./query.ts";

/** Maximum size of a piece, in bytes. */
const PIECE_BYTES = 65_536;

/**
 * Output of attempts in SQLite. It is kept whole up to a size; of more, the beginning and the end
 * are kept.
 */
export class AttemptOutputs implements AttemptOutput {
  readonly #database: Database;
  readonly #writes: DurableWrites;
  readonly #halfBytes: number;

  /**
   * Takes an open database, which its owner closes, and the writes to it.
   *
   * @param maxBytes Maximum size of the kept output of an attempt.
   */
  constructor(database: Database, writes: DurableWrites, maxBytes: number) {
    this.#database = database;
    this.#writes = writes;
    this.#halfBytes = Math.ceil(maxBytes / 2);
  }

  /** Appends bytes at an offset. Returns false when another records it. @throws {AppError} 41000 */
  append(
    { id, fence }: AttemptOwner,
    { offset, bytes, spool_start, phrase_end }:
      & OutputPiece
      & Pick<Attempt, "spool_start" | "phrase_end">,
  ): boolean {
    return this.#writes.runFast("The output of the run", () => {
      const changed = this.#database.prepare(
        `UPDATE attempts SET recorded_bytes = recorded_bytes + ?,
           spool_start = coalesce(spool_start, ?), phrase_end = coalesce(phrase_end, ?)
         WHERE id = ? AND recorded_bytes = ? AND fence IS ?`,
      ).run(bytes.length, spool_start, phrase_end, id, offset, fence);
      if (changed === 0) return false;
      this.#insert(id, { offset, bytes });
      this.#dropMiddle(id, offset + bytes.length);
      return true;
    });
  }

  /** Cuts the output after `size` bytes. @throws {AppError} 41000 */
  cut({ id, fence }: AttemptOwner, size: number): void {
    this.#writes.runFast("The output of the run", () => {
      const shorten = `UPDATE attempts SET recorded_bytes = ?
        WHERE id = ? AND fence IS ? AND recorded_bytes > ?`;
      if (this.#database.prepare(shorten).run(size, id, fence, size) === 0) return;
      this.#database.prepare("DELETE FROM attempt_output WHERE attempt_id = ? AND offset >= ?")
        .run(id, size);
      this.#database.prepare(
        `UPDATE attempt_output SET data = substr(data, 1, ? - offset)
         WHERE attempt_id = ? AND offset < ? AND offset + length(data) > ?`,
      ).run(size, id, size, size);
    });
  }

  /** Returns pieces from the one with the byte at `from` on. @throws {AppError} 41000 */
  read(
    attemptId: string,
    { from, limit }: { readonly from: number; readonly limit: number },
  ): OutputPiece[] {
    return query("The output of the run", () => {
      const select = `SELECT offset, data AS bytes FROM attempt_output
        WHERE attempt_id = ? AND offset > ? AND offset + length(data) > ? ORDER BY offset LIMIT ?`;
      return this.#database.prepare(select)
        .all<{ offset: number; bytes: Uint8Array }>(attemptId, from - PIECE_BYTES, from, limit);
    });
  }

  /** Returns the number of bytes of all output so far. @throws {AppError} 41000 */
  size(attemptId: string): number {
    return query("The output of the run", () => {
      const select = "SELECT recorded_bytes FROM attempts WHERE id = ?";
      return this.#database.prepare(select).value<[number]>(attemptId)?.[0] ?? 0;
    });
  }

  /** Returns the positions of the first byte left out and of the next kept. @throws 41000 */
  leftOut(attemptId: string): { first: number; end: number } | undefined {
    return query("The output of the run", () => {
      const select = `SELECT first, "end" FROM (
          SELECT offset + length(data) AS first, lead(offset) OVER (ORDER BY offset) AS "end"
          FROM attempt_output WHERE attempt_id = ?)
        WHERE "end" > first`;
      return this.#database.prepare(select).get<{ first: number; end: number }>(attemptId);
    });
  }

  #insert(id: string, { offset, bytes }: OutputPiece): void {
    const insert = "INSERT INTO attempt_output (attempt_id, offset, data) VALUES (?, ?, ?)";
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      this.#database.prepare(insert)
        .run(id, offset + at, bytes.slice(at, at + PIECE_BYTES));
    }
  }

  /** Drops the pieces between the beginning and the end that are kept, `size` being the whole. */
  #dropMiddle(id: string, size: number): void {
    if (size <= 2 * this.#halfBytes) return;
    const drop = `DELETE FROM attempt_output
      WHERE attempt_id = ? AND offset >= ? AND offset + length(data) <= ?`;
    this.#database.prepare(drop).run(id, this.#halfBytes, size - this.#halfBytes);
  }
}
