/** Types of everything that goes over the wire. */
export type * as wire from "./wire.ts";
