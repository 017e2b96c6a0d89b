/**
 * SQLite's texts for what is the matter with the file or the machine, and no statement's fault (https://sqlite.org/rescode.html:
 * BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB). `@db/sqlite` passes the text on, and no code.
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

/** Whether a write failed for a reason that may pass, so that the same write may succeed later. */
export function isOutage(cause: unknown): boolean {
  return cause instanceof Error && TEXTS.some((text) => cause.message.startsWith(text));
}
