import type { Topic } from "../protocol/session_messages.ts";
import type { ResumedOperation } from "../protocol/state_events.ts";
import type { Principal } from "./principal.ts";

/** Client as others see it. */
export interface ClientIdentity {
  /** Id: `connection_id` on the wire. */
  readonly id: string;
  /** Identity behind the client, and what it may do. */
  readonly principal: Principal;
  /** Address: `address:port`, or the address alone behind a trusted proxy. */
  readonly address: string;
  /** Name of the token; without authentication the name of `hello`, and null until then. */
  name: string | null;
  /** End of the time for `resume`, ISO 8601 in UTC; null while the client is connected. */
  awayUntil: string | null;
}

/** Client of the service. It outlives its sockets. */
export interface Client extends ClientIdentity {
  /** Secret for `resume`, with which the client continues on another socket. */
  readonly resumeToken: string;
  /** Topics of broadcasts that the client follows. */
  follows: readonly Topic[];
  /**
   * Keeps new events for a resume, until the result is disposed. Kept events stay then. A resume is
   * told of the operation that they belong to, if any.
   */
  keepOutput(operation?: ResumedOperation): Disposable;
  /** Records that the client has the output up to `seq`: it is not kept any longer. */
  acknowledge(seq: number): void;
  /**
   * Moves the client with `token`, whose last received output is `seq`, to the socket of this one.
   * If they are two clients, this one is then gone.
   *
   * @throws {AppError} 50007 when there is no such client, or when it missed output that is not
   * kept any more
   */
  resume(lost: { readonly token: string; readonly seq: number }): Resumption;
}

/** Client that was put on another socket. */
export interface Resumption {
  /** Id of the client. */
  readonly id: string;
  /** Last output before those that are sent again. */
  readonly seq: number;
  /** Operation that runs, or whose ending is sent again; null without either. */
  readonly operation: ResumedOperation | null;
  /** Sends what the client missed. Call it after the answer to `resume` was sent. */
  readonly replay: () => void;
}
