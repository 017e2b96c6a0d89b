/** Error of all assertions of this package. It is not the class of `node:assert`. */
export class AssertionError extends Error {
  /**
   * Creates the error.
   *
   * @param message Expected and actual value.
   * @param options `cause`, as in `Error`.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/**
 * Returns a failure's message with the note of the caller.
 *
 * @param message Message without a full stop.
 * @param note `msg` of the caller, if any.
 */
export function withNote(message: string, note: string | undefined): string {
  return note ? `${message}: ${note}` : `${message}.`;
}
