import { EVERYBODY, type Principal } from "./principal.ts";

/** Permission to use the service, as long as its token or login is valid. */
export interface Admission {
  /** Identity that the token or login proved. */
  readonly principal: Principal;
  /**
   * Aborts when the token is revoked, changed or expired, or the login ended. The reason is a text
   * for the close frame.
   */
  readonly signal: AbortSignal;
}

/** Admission of a request for a page that is open to anyone: nothing of the service is seen. */
export const STRANGER: Admission = {
  principal: {
    name: null,
    role: "viewer",
    scopes: { servers: [], operations: [], commands: [] },
  },
  signal: new AbortController().signal,
};

/** Admission of every client while authentication is off. */
export const OPEN: Admission = { principal: EVERYBODY, signal: new AbortController().signal };
