import type { Holder } from "./history.ts";

/** Client of the service. It outlives its sockets. {@linkcode Leases.update} changes it. */
export interface Client extends Holder {
  /** Name that the client has said in `hello`; null until then. */
  name: string | null;
  /** End of the time for `resume`, ISO 8601 in UTC; null while the client is connected. */
  awayUntil: string | null;
}
