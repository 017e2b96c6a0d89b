/** Close codes of RFC 6455, 7.4.1, and 1013 of the IANA registry. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  policy: 1008,
  tooBig: 1009,
  internalError: 1011,
  tryAgainLater: 1013,
} as const;

/**
 * Codes after which a client may come back. A browser sends 1001 when its page is reloaded, left or
 * closed; Deno reports the end of TCP without a close frame as 0.
 */
const AWAY: readonly number[] = [0, CLOSE.goingAway, CLOSE.internalError, CLOSE.tryAgainLater];

/** Checks whether a client is away, not gone, after a close with `code` by either side. */
export function meansAway(code: number): boolean {
  return AWAY.includes(code);
}
