import type * as wire from "./wire.ts";

/** Credit of an operation unless the caller says another, in bytes. */
export const WINDOW = 1_048_576;

/** Message that starts an operation. */
export type StartMessage = Extract<wire.ClientMessage, { data?: unknown }>;
