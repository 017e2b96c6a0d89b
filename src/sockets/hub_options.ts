import type { ConnectionLimits } from "../access/connection_limits.ts";
import type { Admission } from "../domain/admission.ts";
import type { Broadcast } from "../domain/broadcast.ts";
import type { Client, ClientIdentity } from "../domain/client.ts";
import type { AppError } from "../errors.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Endpoint } from "../router/dispatch.ts";

/** Options for the hub. */
export interface HubOptions<Context>
  extends Omit<Endpoint<Context>, "context" | "count" | "permit"> {
  /** Creates the count of a client's messages. */
  readonly messageLimit: () => Endpoint<Context>["count"];
  /** Source of the broadcasts. */
  readonly broadcast: Broadcast;
  /** Limits of connections. Each socket counts from its adoption to its close. */
  readonly limits: ConnectionLimits;
  /** Time for which a client that is away can be resumed, in seconds; 0 = not at all. */
  readonly resumeSeconds: number;
  /**
   * Time after which a client that neither sends nor reads is closed while events are unsent, in
   * milliseconds. Default: 60,000.
   */
  readonly silenceMs?: number | undefined;
  /** Time for a handshake to finish, in milliseconds. Default: 10,000. */
  readonly handshakeMs?: number | undefined;
  /** Creates the context of a client's handlers, once per client. */
  readonly contextOf: (client: Client) => Context;
  /** Creates a client's first event. */
  readonly welcome: (context: Context) => ServerEvent;
  /** Called when a client is away, with the end of its time, and with null when it is back. */
  readonly onAway: (client: Client, until: Date | null) => void;
  /** Called when a client has connected. */
  readonly onConnect: (client: ClientIdentity) => void;
  /** Called with the failure of each message that was answered with an error. */
  readonly onFailure: (client: ClientIdentity, failure: AppError) => void;
}

/** Client at the other end of a new WebSocket. */
export interface Arrival {
  /** Address of the client: `address:port`. */
  readonly address: string;
  /** Admission of the client. When it ends, the client's socket is closed with 1008. */
  readonly admission: Admission;
}
