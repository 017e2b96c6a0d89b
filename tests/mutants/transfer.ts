import type { Mutant } from "./mutant.ts";

/** Faults of the room `transfer/`. */
export const TRANSFER_MUTANTS: readonly Mutant[] = [];
