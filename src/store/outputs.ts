import type { Database } from "@db/sqlite";
import type { History, KeptOutput } from "../domain/history.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";
import { query } from "./query.ts";
import type { Write, Writes } from "./writes.ts";

/** SQL for the size of an operation's kept output, in bytes. */
export const OUTPUT_BYTES =
  "coalesce((SELECT bytes FROM operation_outputs AS kept WHERE kept.id = operations.id), 0)";

/** Maximum number of outputs that one write drops. */
const SLICE = 500;

/** Oldest outputs, with the number of bytes before each. */
const OLDEST = `SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before
  FROM (SELECT id, bytes FROM operation_outputs ORDER BY id LIMIT ${SLICE})`;

/** Kept outputs of operations in SQLite, up to a size in all. */
export class Outputs {
  readonly #database: Database;
  readonly #writes: Writes;
  readonly #maxBytes: number;

  /**
   * Takes an open database, which its owner closes, and the writes to it.
   *
   * @param maxBytes Maximum size of all outputs; 0 = none is kept.
   */
  constructor(database: Database, writes: Writes, maxBytes: number) {
    this.#database = database;
    this.#writes = writes;
    this.#maxBytes = maxBytes;
  }

  /**
   * Checks whether the output of an operation that ends now is recorded. During an outage it is
   * not: it would take the memory in which records wait.
   */
  records({ kind }: Pick<OperationRecord, "kind">): boolean {
    return this.#maxBytes > 0 && kind !== "open_terminal" && this.#writes.failure === undefined;
  }

  /** Returns the writes that keep the output of the running operation `id`. */
  writesOf(id: number, { text }: KeptOutput): Write[] {
    if (text.length === 0) return [];
    return [
      {
        sql: `INSERT INTO operation_outputs (id, bytes, text)
          SELECT id, ?, ? FROM operations WHERE id = ? AND ending IS NULL`,
        values: [text.length, text, id],
      },
      dropOldest(this.#maxBytes),
    ];
  }

  /** Returns the kept output of an operation. @throws {AppError} 41000 */
  find(operationId: string): ReturnType<History["output"]> {
    return query("The output of the operation", () => {
      const found = this.#database.prepare(
        `SELECT output_total AS totalBytes, text FROM operations
         LEFT JOIN operation_outputs USING (id) WHERE operation_id = ?`,
      ).get<ReturnType<History["output"]>>(operationId);
      return found ?? { totalBytes: null, text: null };
    });
  }
}

/** Returns the write that drops the oldest outputs when all are over `maxBytes`. */
export function dropOldest(maxBytes: number): Write {
  const over = "(SELECT bytes FROM output_size) - ?";
  return {
    sql: `DELETE FROM operation_outputs
      WHERE ${over} > 0 AND id IN (SELECT id FROM (${OLDEST}) WHERE before < ${over})`,
    values: [maxBytes, maxBytes],
  };
}
