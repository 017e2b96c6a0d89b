import type { Mutant } from "./mutant.ts";

/** Faults of the room `ssh/`. */
export const SSH_MUTANTS: readonly Mutant[] = [];
