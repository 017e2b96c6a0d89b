import type { Figure } from "./figure.ts";
import type { Lab } from "./lab.ts";

/** Measurement of the benchmark, chosen by its id: `deno task bench --only ID`. */
export interface Row {
  readonly id: string;
  /** Measures with servers and services of `lab`. Rejects when one of them fails. */
  measure(lab: Lab): Promise<readonly Figure[]>;
}
