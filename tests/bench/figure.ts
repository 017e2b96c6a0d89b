/** What one thing measured, and what it should. */
export interface Figure {
  /** What is measured, in words. */
  readonly what: string;
  /** Of value and reference; empty for a count. */
  readonly unit: string;
  readonly value: number;
  /** What is measured beside it in the same run. */
  readonly reference?: { readonly name: string; readonly value: number };
  /** Undefined: only to be known. */
  readonly goal?: Goal;
}

/** What a value is held to. */
export interface Goal {
  /** To be read beside the value; `×` stands for the reference's. */
  readonly text: string;
  /** How value and reference are set against each other. */
  readonly compare: "ratio" | "difference";
  /** `reference` is NaN where there is none. */
  isMet(value: number, reference: number): boolean;
}

/** A value below `limit`, whatever the reference's. */
export function below(limit: number): Goal {
  return { text: `< ${limit}`, compare: "ratio", isMet: (value) => value < limit };
}

/** A value of at most `limit`, whatever the reference's. */
export function atMost(limit: number): Goal {
  return { text: `≤ ${written(limit)}`, compare: "ratio", isMet: (value) => value <= limit };
}

/** At most `factor` times the reference. */
export function atMostTimes(factor: number): Goal {
  return {
    text: `≤ ${factor} ×`,
    compare: "ratio",
    isMet: (value, reference) => value <= factor * reference,
  };
}

/** At least `factor` times the reference. */
export function atLeastTimes(factor: number): Goal {
  return {
    text: `≥ ${factor} ×`,
    compare: "ratio",
    isMet: (value, reference) => value >= factor * reference,
  };
}

/** At most `more` above the reference. */
export function within(more: number): Goal {
  return {
    text: `≤ +${more}`,
    compare: "difference",
    isMet: (value, reference) => value - reference <= more,
  };
}

/** Three digits that mean something; a whole number as it is. */
export function written(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}
