import type { wire } from "../../client/mod.ts";

/** State of the service that the page comes with, as far as its user sees it. */
export interface FirstState {
  /** User of the page. */
  readonly user: wire.User;
  /** Owner of the session, else of the lock; null when both are free. */
  readonly owner: wire.Owner;
  /** Servers, in the order of the configuration. */
  readonly servers: readonly wire.Server[];
  /** Configured transfers. */
  readonly transfers: readonly wire.Transfer[];
}
