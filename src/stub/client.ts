import type { Holder } from "./history.ts";

/** Client of the service. It outlives its sockets. {@linkcode Leases.update} changes it. */
export interface Client extends Holder {
  /** Name that the client has said in `hello`; null until then. */
  name: string | null;
  /** End of the time in which the client may resume, ISO 8601 in UTC; null while it is connected. */
  awayUntil: string | null;
}
