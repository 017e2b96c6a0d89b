import type { Figure } from "./figure.ts";
import type { Lab } from "./lab.ts";

/** One thing that is measured, chosen by its id: `deno task bench --only ID`. */
export interface Row {
  readonly id: string;
  /** Measures with what `lab` lends; rejects when what is measured does not do its work. */
  measure(lab: Lab): Promise<readonly Figure[]>;
}
