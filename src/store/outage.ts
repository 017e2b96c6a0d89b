/**
 * Texts of SQLite for faults of the file or the machine (https://sqlite.org/rescode.html: BUSY,
 * LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB). `@db/sqlite` passes
 * on the text, and no code.
 */
const TEXTS = [
  "database is locked",
  "database table is locked",
  "database schema is locked",
  "out of memory",
  "attempt to write a readonly database",
  "disk I/O error",
  "database disk image is malformed",
  "database or disk is full",
  "unable to open database file",
  "locking protocol",
  "file is not a database",
] as const;

/** Checks whether a write failed for a reason that may pass, so that it may succeed later. */
export function isOutage(cause: unknown): boolean {
  return cause instanceof Error && TEXTS.some((text) => cause.message.startsWith(text));
}
