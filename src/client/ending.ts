/** Ending of an operation. */
export type Ending<Complete> = { readonly complete: Complete } | { readonly error: unknown };

/** Returns the good ending. @throws {unknown} the error of another one */
export function completeOf<Complete>(ending: Ending<Complete> | undefined): Complete {
  if (ending !== undefined && "complete" in ending) return ending.complete;
  throw ending?.error;
}
