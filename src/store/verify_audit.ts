import { Database } from "@db/sqlite";
import type { AuditRecord } from "../protocol/rest/records.ts";
import { hashOf } from "./audit.ts";
import { query } from "./query.ts";
import { defineSha256 } from "./sha256.ts";

/** First fault of an audit trail. */
export interface AuditFault {
  /** Id of the first bad row; null when a hash is missing from the chain. */
  readonly id: number | null;
  /** Time of the first bad row. */
  readonly at: string | null;
  /** Fault in words. */
  readonly reason: string;
}

/** Result of {@linkcode verifyAudit}. */
export interface AuditVerdict {
  /** Number of rows that are right, the anchor left out. */
  readonly rows: number;
  /** Anchor, whose own fields are gone; null while no row was deleted. */
  readonly anchor: Pick<AuditRecord, "id" | "at"> | null;
  /** Last row that is right; null without rows. */
  readonly head: Pick<AuditRecord, "id" | "hash"> | null;
  /** First fault; null when the chain is right. */
  readonly fault: AuditFault | null;
}

/** Options for {@linkcode verifyAudit}. */
export interface VerifyOptions {
  /** Hash that the chain must hold. Default: none. */
  readonly head?: string | undefined;
}

/** Row with the hash that it should have. */
interface Row extends Pick<AuditRecord, "id" | "at" | "action" | "hash"> {
  readonly expected: string;
  /** Text of a field that an anchor does not have. */
  readonly content: string | null;
}

/**
 * Number of rows that are read at once. No transaction stays open between two reads, so that the
 * service beside can empty its write-ahead log. It is more than one call of `prune` deletes.
 */
const SLICE_ROWS = 1_000;
/** Lowest id of SQLite: a row of a foreign program must not hide before the first one. */
const LOWEST_ID = -(2 ** 63);
/** Time that a read waits for another program that locks the file, in milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

const SELECT = `SELECT id, at, action, hash, ${hashOf("lag(hash, 1, ?) OVER (ORDER BY id)")}
    AS expected,
    coalesce(name, address, connection_id, operation_id, subject, outcome, detail) AS content
  FROM (SELECT * FROM audit WHERE id >= ? ORDER BY id LIMIT ${SLICE_ROWS})`;

/**
 * Verifies the audit trail of the database at `path`, also beside a running service. It does not
 * change the database.
 *
 * @throws {AppError} 41000 when the audit trail cannot be read
 */
export function verifyAudit(path: string, { head: wanted }: VerifyOptions = {}): AuditVerdict {
  return query("The audit trail", () => {
    using opening = new DisposableStack();
    const options = { readonly: true, int64: true };
    const database = opening.adopt(new Database(path, options), (open) => open.close());
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    defineSha256(database);
    let isFound = wanted === undefined;
    let verdict: AuditVerdict = { rows: 0, anchor: null, head: null, fault: null };
    for (const row of rowsOf(database)) {
      verdict = follow(verdict, row);
      if (verdict.fault !== null) return verdict;
      isFound ||= row.hash === wanted;
    }
    return isFound ? verdict : { ...verdict, fault: MISSING };
  });
}

const MISSING: AuditFault = {
  id: null,
  at: null,
  reason: "No row has the given hash: the newest rows were cut off, rows were rewritten, or the " +
    "row is older than the anchor",
};

/** Returns the verdict with one more row. */
function follow({ rows, anchor, head, fault }: AuditVerdict, row: Row): AuditVerdict {
  const { id, at, hash } = row;
  const isAnchor = row.action === "anchor";
  const reason = isAnchor ? faultOfAnchor(row, head) : faultOfRow(row, head);
  if (reason !== undefined) return { rows, anchor, head, fault: { id: Number(id), at, reason } };
  if (isAnchor) return { rows, anchor: { id, at }, head: { id, hash }, fault };
  return { rows: rows + 1, anchor, head: { id, hash }, fault };
}

function faultOfAnchor({ content }: Row, head: AuditVerdict["head"]): string | undefined {
  if (head !== null) return "An anchor is valid only as the first row";
  return content === null ? undefined : "An anchor has nothing but its id, time and hash";
}

function faultOfRow({ id, hash, expected }: Row, head: AuditVerdict["head"]): string | undefined {
  if (id !== (head?.id ?? 0) + 1) return "The id does not follow that of the row before";
  if (hash === expected) return undefined;
  return "The hash does not fit: the row or the row before it was changed";
}

/** Yields the rows, the oldest first. An id of more than 53 bits is a bigint. */
function* rowsOf(database: Database): Generator<Row> {
  const select = database.prepare<Row>(SELECT);
  let rows = select.all("", LOWEST_ID);
  for (let last = rows.at(-1); last !== undefined; last = rows.at(-1)) {
    yield* rows;
    rows = select.all(last.hash, last.id + 1);
  }
}
