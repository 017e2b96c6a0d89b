/** Small fault in the code, and the tests that must fail with it. */
export interface Mutant {
  /** Consequence of the fault, in words. */
  readonly fault: string;
  /** Path of the changed file, from the root of the project. */
  readonly file: string;
  /** Text that occurs once in the file. */
  readonly find: string;
  /** Replacement of the text. */
  readonly replace: string;
  /** Paths of the test files that must notice the fault, from the root of the project. */
  readonly tests: readonly string[];
  /**
   * Value of `deno test --filter`: part of the names of the tests. Default: all tests of the files.
   */
  readonly filter?: string;
}

/**
 * Returns `text` with the fault.
 *
 * @throws {Error} unless {@linkcode Mutant.find} occurs exactly once
 */
export function mutated(text: string, { file, find, replace, fault }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file} has the text of "${fault}" ${parts.length - 1} times: ${find}`);
  }
  return parts.join(replace);
}
