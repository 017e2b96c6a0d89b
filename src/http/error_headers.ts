import type { AppError, ErrorKind } from "../errors.ts";
import { NoSuchRange } from "./byte_range.ts";

/**
 * Returns the headers of an answer with an error: `Retry-After` (RFC 9110, 10.2.3) when the error
 * names a time, `WWW-Authenticate` when a token is needed, and `Content-Range` when a range has no
 * byte (14.4).
 */
export function errorHeaders(error: AppError): Record<string, string> {
  const { kind, retryAfterSeconds } = error;
  const challenge = CHALLENGES[kind];
  return {
    ...(challenge !== undefined && { "www-authenticate": challenge }),
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
    ...(error instanceof NoSuchRange && { "content-range": `bytes */${error.size}` }),
  };
}

/** Challenges of the errors that a token answers (RFC 6750, 3). */
const CHALLENGES: Partial<Record<ErrorKind, string>> = {
  AUTHENTICATION_REQUIRED: 'Bearer realm="pink-page"',
  INVALID_TOKEN: 'Bearer realm="pink-page", error="invalid_token"',
};
