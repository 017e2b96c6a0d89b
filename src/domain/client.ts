/** Client as others see it. */
export interface ClientIdentity {
  /** Id: `connection_id` on the wire. */
  readonly id: string;
  /** Address: `address:port`. */
  readonly address: string;
  /** Name that the client has said in `hello`; null until then. */
  name: string | null;
  /** End of the time for `resume`, ISO 8601 in UTC; null while the client is connected. */
  awayUntil: string | null;
}

/** Client of the service. It outlives its sockets. */
export interface Client extends ClientIdentity {
  /** Secret with which another socket can take its place. */
  readonly resumeToken: string;
  /** Keeps what is sent, for the case that it is lost on the way, until the result is disposed. */
  keepOutput(): Disposable;
  /** Records that the client has the output up to `seq`: it is not kept any longer. */
  acknowledge(seq: number): void;
  /**
   * Puts another client on this one's socket: the one with `token`, whose last received output is
   * `seq`. This one is gone then.
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
  /** Sends what the client missed. Call it after the answer to `resume` was sent. */
  readonly replay: () => void;
}
