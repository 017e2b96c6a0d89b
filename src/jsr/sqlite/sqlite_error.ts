/** Thrown for a database that cannot be opened, for too many parameters, and by `Statement.finalize`. */
export class SqliteError extends Error {
  /** Always `SqliteError`. */
  override name = "SqliteError";
  /** SQLite's primary result code, as in https://sqlite.org/rescode.html. */
  code: number;

  /**
   * Makes the error; its message begins with the code.
   *
   * @param code SQLite's primary result code. Default: 1, `SQLITE_ERROR`.
   * @param message What SQLite says about it.
   */
  constructor(code: number = 1, message: string = "Unknown Error") {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** SQLite's primary result codes that this package tells apart. */
export const ResultCode = { cantOpen: 14, misuse: 21, range: 25 } as const;

/**
 * What SQLite reports of a prepared statement, or `undefined` for an error of another origin.
 *
 * @param error What `node:sqlite` threw. Its `errcode` is SQLite's extended code, of which the low byte is the
 * primary one.
 */
export function readFailure(error: unknown): SqliteError | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || !("errstr" in error)) return undefined;
  return new SqliteError(Number(error.errcode) & 0xff, String(error.errstr));
}

/**
 * An error of `node:sqlite` as callers of this package get it, without codes; any other as it is.
 *
 * @param error What `node:sqlite` threw.
 */
export function toPlainError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== "Error" || !("code" in error)) return error;
  const [, parameter] = /^Unknown named parameter '(.*)'$/s.exec(error.message) ?? [];
  if (parameter !== undefined) return new Error(`No such parameter "${parameter}"`);
  return error.code === "ERR_SQLITE_ERROR" ? new Error(error.message) : error;
}
