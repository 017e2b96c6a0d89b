/**
 * What every assertion of this package throws. It is not the class of `node:assert`, as it is not in
 * the published package.
 */
export class AssertionError extends Error {
  /**
   * Makes the error.
   *
   * @param message What was expected and what was found.
   * @param options `cause`, as in `Error`.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

/**
 * Ends a failure's message with the caller's own words.
 *
 * @param message The failure, without a full stop.
 * @param note The caller's `msg`, if any.
 */
export function withNote(message: string, note: string | undefined): string {
  return note ? `${message}: ${note}` : `${message}.`;
}
