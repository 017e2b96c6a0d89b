/**
 * Part of `jsr:@db/sqlite` that this project uses, over Deno's built-in `node:sqlite`: no native
 * library is downloaded, and no permission for foreign functions is needed. Names, signatures and
 * behaviour are those of the published package, with its traps: integers are cut to 32 bits unless
 * `int64` is set, and a failed statement throws a plain `Error` with SQLite's message and no code.
 *
 * Some misuse that the published package ignores throws here, such as arguments to a statement
 * without parameters. Some defaults differ (`PRAGMA synchronous` in WAL mode, `recursive_triggers`,
 * `cache_size`): set those that matter.
 *
 * @module
 */
export type { BindParameters, BindValue, RestBindParameters } from "./bind_value.ts";
export { Database, type DatabaseOpenOptions, type FunctionOptions } from "./database.ts";
export { SqliteError } from "./sqlite_error.ts";
export { Statement } from "./statement.ts";
export type { Transaction } from "./transaction.ts";
