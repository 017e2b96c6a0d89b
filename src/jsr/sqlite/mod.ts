/**
 * The part of `jsr:@db/sqlite` that this project uses, over Deno's built-in `node:sqlite`: no native library
 * is downloaded, and no permission for foreign functions is needed. Names, signatures and behaviour are
 * the published package's, its traps included: integers are cut to 32 bits unless `int64` is set, and a
 * failed statement throws a plain `Error` that bears SQLite's message and no code.
 *
 * Where misuse is silent there it may throw here, as for arguments to a statement without parameters.
 * Defaults of the two libraries differ (`PRAGMA synchronous` in WAL mode, `recursive_triggers`, `cache_size`): set
 * what matters.
 *
 * @module
 */
export type { BindParameters, BindValue, RestBindParameters } from "./bind_value.ts";
export { Database, type DatabaseOpenOptions } from "./database.ts";
export { SqliteError } from "./sqlite_error.ts";
export { Statement } from "./statement.ts";
export type { Transaction } from "./transaction.ts";
