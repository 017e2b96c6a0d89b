import { AppError } from "../errors.ts";
import { TokenBucket } from "./token_bucket.ts";

/** Factor between the messages of a second and those that may come at once. */
const BURST = 5;

/** Types of messages that do not count, because they end work or make room. */
const UNCOUNTED: ReadonlySet<string | undefined> = new Set([
  "ack",
  "cancel",
  "resume",
  "end_session",
]);

/**
 * Creates the limit of one client's messages: `perSecond` of them, and five times as many at once.
 *
 * @returns a function that counts a message by its type; `undefined` stands for a bad frame
 * @throws {AppError} 14001 when a message is one too many, by that function
 */
export function messageLimit(perSecond: number): (type: string | undefined) => void {
  const bucket = new TokenBucket({ perSecond, burst: BURST * perSecond });
  return (type) => {
    if (UNCOUNTED.has(type) || bucket.take()) return;
    const detail = `A connection can send ${perSecond} messages a second: send fewer`;
    throw new AppError("QUOTA_EXCEEDED", detail);
  };
}
