/** A generated fault that changes nothing that a caller can see. */
export interface EquivalentFault {
  /** Path of the file, from the root of the project. */
  readonly file: string;
  /** Text that is replaced. */
  readonly text: string;
  /** Text that takes its place. */
  readonly replacement: string;
  /** Reason why no test can notice it. */
  readonly reason: string;
}

/** Generated faults that no test can notice. */
export const EQUIVALENT: readonly EquivalentFault[] = [];
