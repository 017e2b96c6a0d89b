import type { Role } from "../protocol/user.ts";

/** Limits of a token. A field that is `undefined` does not limit. */
export interface Scopes {
  /** Names of the servers. A transfer needs both of its servers. */
  readonly servers?: readonly string[] | undefined;
  /** Kinds of operations: `command`, `terminal`, `transfer`. */
  readonly operations?: readonly string[] | undefined;
  /** Regular expressions. A command must match one of them as a whole. */
  readonly commands?: readonly string[] | undefined;
}

/** Identity behind a request or a client, and what it may do. */
export interface Principal {
  /** Name of the token; null without authentication. */
  readonly name: string | null;
  /** Role. */
  readonly role: Role;
  /** Limits. */
  readonly scopes: Scopes;
}

/** Principal of every client while authentication is off. */
export const EVERYBODY: Principal = { name: null, role: "admin", scopes: {} };
