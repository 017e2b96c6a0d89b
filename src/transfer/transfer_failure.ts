import { AppError, type ErrorKind } from "../errors.ts";

/** Returns the failure of a transfer: 24000 unless `kind` names another. */
export function transferFailure(
  detail: string,
  kind: ErrorKind = "SCP_TRANSFER_FAILED",
): AppError {
  return new AppError(kind, detail);
}

/** Adds a subject, such as a file's name, to an {@linkcode AppError}, and to no other error. */
export function about(subject: string, cause: unknown): unknown {
  if (!(cause instanceof AppError)) return cause;
  return new AppError(cause.kind, `${subject}: ${cause.detail}`, { cause, facts: cause.facts });
}

/**
 * Waits for `work`, and adds the name of the file to its failure.
 *
 * @throws {AppError} those of `work`
 */
export async function naming<Value>(file: string, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (cause) {
    throw about(JSON.stringify(file), cause);
  }
}

/**
 * Waits for `work`, and resolves also when rights are missing for it.
 *
 * @throws {AppError} those of `work`, but 24003
 */
export async function ifAllowed(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.kind !== "SCP_PERMISSION_DENIED") throw cause;
  }
}
