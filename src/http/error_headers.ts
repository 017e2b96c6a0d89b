import type { AppError, ErrorKind } from "../errors.ts";

/**
 * Returns the headers of an answer with an error: `Retry-After` (RFC 9110, 10.2.3) when the error
 * names a time, and `WWW-Authenticate` when a token is needed.
 */
export function errorHeaders({ kind, retryAfterSeconds }: AppError): Record<string, string> {
  const challenge = CHALLENGES[kind];
  return {
    ...(challenge !== undefined && { "www-authenticate": challenge }),
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
  };
}

/** Challenges of the errors that a token answers (RFC 6750, 3). */
const CHALLENGES: Partial<Record<ErrorKind, string>> = {
  AUTHENTICATION_REQUIRED: 'Bearer realm="pink-page"',
  INVALID_TOKEN: 'Bearer realm="pink-page", error="invalid_token"',
};
