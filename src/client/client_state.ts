import type { PinkPageError } from "./error.ts";

/**
 * State of a client. `away`: the socket is lost until `until`, a resume is tried; `lost`: what ran
 * is gone; `refused`: the service does not let the client in. See `error`.
 */
export type ClientState =
  | { readonly name: "open" | "closed" }
  | { readonly name: "away"; readonly until: Date; readonly tries: number }
  | { readonly name: "lost" | "refused"; readonly error: PinkPageError };
