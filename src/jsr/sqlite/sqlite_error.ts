/** Error of opening a database, of too many parameters, and of `Statement.finalize`. */
export class SqliteError extends Error {
  /** Name of the class. */
  override name = "SqliteError";
  /** Primary result code of SQLite, see https://sqlite.org/rescode.html. */
  code: number;

  /**
   * Creates an error whose message begins with the code.
   *
   * @param code Primary result code of SQLite. Default: 1, `SQLITE_ERROR`.
   * @param message Message of SQLite.
   */
  constructor(code: number = 1, message: string = "Unknown Error") {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** Primary result codes of SQLite that this package distinguishes. */
export const ResultCode = { cantOpen: 14, misuse: 21, range: 25 } as const;

/**
 * Returns the failure of a prepared statement, or `undefined` for an error of another origin.
 *
 * @param error Error of `node:sqlite`. The low byte of its extended `errcode` is the primary code.
 */
export function readFailure(error: unknown): SqliteError | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || !("errstr" in error)) return undefined;
  return new SqliteError(Number(error.errcode) & 0xff, String(error.errstr));
}

/**
 * Returns an error of `node:sqlite` without its codes, and any other error unchanged.
 *
 * @param error Error of `node:sqlite`.
 */
export function toPlainError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "Error" || !("code" in error)) return error;
  const [, parameter] = /^Unknown named parameter '(.*)'$/s.exec(error.message) ?? [];
  if (parameter !== undefined) return new Error(`No such parameter "${parameter}"`);
  return error.code === "ERR_SQLITE_ERROR" ? new Error(error.message) : error;
}
