import { AppError } from "../errors.ts";

/** Runs `read`, and says that `what` can not be read when the database fails. @throws {AppError} 41000 */
export function query<Result>(what: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new AppError("DATABASE_QUERY_FAILED", `${what} can not be read`, { cause });
  }
}
