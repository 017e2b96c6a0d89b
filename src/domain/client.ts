/** Client of the service. It outlives its sockets. */
export interface Client {
  /** Id of the client: `connection_id` on the wire. */
  readonly connectionId: string;
  /** Address of the client: `address:port`. */
  readonly peerAddress: string;
  /** Name that the client has said in `hello`; null until then. */
  name: string | null;
  /** End of the time for `resume`, ISO 8601 in UTC; null while the client is connected. */
  awayUntil: string | null;
}
