/** Measured value, with its reference and its goal. */
export interface Figure {
  /** Name of the measurement. */
  readonly what: string;
  /** Unit of value and reference; empty for a count. */
  readonly unit: string;
  readonly value: number;
  /** Reference that is measured in the same run. */
  readonly reference?: { readonly name: string; readonly value: number };
  /** Goal; without one the value is only shown. */
  readonly goal?: Goal;
}

/** Goal of a value. */
export interface Goal {
  /** Text of the goal; `×` stands for the reference. */
  readonly text: string;
  /** Comparison of value and reference. */
  readonly compare: "ratio" | "difference";
  /** Checks whether the goal is met. `reference` is NaN without a reference. */
  isMet(value: number, reference: number): boolean;
}

/** Returns the goal of a value below `limit`. */
export function below(limit: number): Goal {
  return { text: `< ${limit}`, compare: "ratio", isMet: (value) => value < limit };
}

/** Returns the goal of a value of at most `limit`. */
export function atMost(limit: number): Goal {
  return { text: `≤ ${written(limit)}`, compare: "ratio", isMet: (value) => value <= limit };
}

/** Returns the goal of at most `factor` times the reference. */
export function atMostTimes(factor: number): Goal {
  return {
    text: `≤ ${factor} ×`,
    compare: "ratio",
    isMet: (value, reference) => value <= factor * reference,
  };
}

/** Returns the goal of at least `factor` times the reference. */
export function atLeastTimes(factor: number): Goal {
  return {
    text: `≥ ${factor} ×`,
    compare: "ratio",
    isMet: (value, reference) => value >= factor * reference,
  };
}

/** Returns the goal of at most `more` above the reference. */
export function within(more: number): Goal {
  return {
    text: `≤ +${more}`,
    compare: "difference",
    isMet: (value, reference) => value - reference <= more,
  };
}

/** Returns a value with three significant digits, and a whole number unchanged. */
export function written(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
