import { AppError } from "../errors.ts";

/**
 * Runs `read`, which reads `subject` from the database.
 *
 * @throws {AppError} 41000 when `read` throws; the detail names `subject`
 */
export function query<Result>(subject: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    throw new AppError("DATABASE_QUERY_FAILED", `${subject} cannot be read`, { cause });
  }
}
