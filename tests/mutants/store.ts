import type { Mutant } from "./mutant.ts";

/** Faults of the room `store/`. */
export const STORE_MUTANTS: readonly Mutant[] = [];
