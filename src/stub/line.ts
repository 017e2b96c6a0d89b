/** The connection's way to its client, as far as handlers steer it. */
export interface Line {
  /** The secret with which another connection can take this one's place. */
  readonly token: string;
  /** Keeps what is sent until the result is disposed, for a client that loses its connection. */
  keep(): Disposable;
  /** The client has everything up to the output `seq`: nothing of that has to be kept. */
  acknowledge(seq: number): void;
  /**
   * Puts the client of this connection in the place of the one whose `token` it knows. `replay` is to be called when that has
   * been answered: it sends everything after the output `seq`.
   *
   * @throws {AppError} 50007
   */
  resume(lost: { token: string; seq: number }): { connectionId: string; replay: () => void };
}
