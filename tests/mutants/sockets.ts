import type { Mutant } from "./mutant.ts";

/** Faults of the room `sockets/`. */
export const SOCKETS_MUTANTS: readonly Mutant[] = [];
