import { AppError, type ErrorKind } from "../errors.ts";

/** A transfer's failure: 24000 unless `kind` says something else. */
export function transferFailure(
  detail: string,
  kind: ErrorKind = "SCP_TRANSFER_FAILED",
): AppError {
  return new AppError(kind, detail);
}

/** Adds to a failure what it was about, for example the name of a file. Other errors stay as they are. */
export function about(what: string, cause: unknown): unknown {
  if (!(cause instanceof AppError)) return cause;
  return new AppError(cause.kind, `${what}: ${cause.detail}`, { cause, facts: cause.facts });
}

/** Waits for `doing`, and says in its failure which file it was about. */
export async function naming<Value>(file: string, doing: Promise<Value>): Promise<Value> {
  try {
    return await doing;
  } catch (cause) {
    throw about(JSON.stringify(file), cause);
  }
}

/** Waits for `doing`, and resolves also when rights are missing for it. */
export async function ifAllowed(doing: Promise<void>): Promise<void> {
  try {
    await doing;
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.kind !== "SCP_PERMISSION_DENIED") throw cause;
  }
}
