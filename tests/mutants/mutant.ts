/** A small fault that is put into the code, and the tests that must fail with it. */
export interface Mutant {
  /** Consequence of the fault, in words. */
  readonly fault: string;
  /** Path of the changed file, from the root of the project. */
  readonly file: string;
  /** Text that occurs once in the file. */
  readonly find: string;
  /** Text that takes its place. */
  readonly replace: string;
  /** Paths of the test files that must notice the fault, from the root of the project. */
  readonly tests: readonly string[];
  /** Passed to `deno test --filter`: a part of the names of the tests that must notice it. Default: all tests of the files. */
  readonly filter?: string;
}

/** Returns the text of the mutated file. @throws {Error} when {@linkcode Mutant.find} does not occur exactly once */
export function mutated(text: string, { file, find, replace, fault }: Mutant): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file} has the text of "${fault}" ${parts.length - 1} times: ${find}`);
  }
  return parts.join(replace);
}
