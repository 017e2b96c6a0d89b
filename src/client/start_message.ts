import type * as wire from "./wire.ts";

/** Credit of an operation unless the caller says another, in bytes. */
export const WINDOW = 1_048_576;

/** Returns the credit that a message gives, in bytes. */
export function windowOf({ data }: StartMessage): number {
  return (data as { readonly window?: number } | undefined)?.window ?? WINDOW;
}

/** Message that starts an operation. */
export type StartMessage = Extract<wire.ClientMessage, { data?: unknown }>;
