/** The connection's way to its client, as far as handlers steer it. */
export interface Line {
  /** The secret with which another connection can take this one's place. */
  readonly token: string;
  /** Keeps what is sent until the result is disposed, for a client that loses its connection. */
  keep(): Disposable;
  /** The client has everything up to the output `seq`: nothing of that has to be kept. */
  acknowledge(seq: number): void;
  /**
   * Puts the client of this connection in the place of the one whose `token` it knows, and of which the output `seq` was the
   * last that it got.
   *
   * @throws {AppError} 50007
   */
  resume(lost: { token: string; seq: number }): {
    /** Whose place it is. */
    readonly connectionId: string;
    /** What is sent again comes after this output. */
    readonly seq: number;
    /** To be called when that has been answered: sends it. */
    readonly replay: () => void;
  };
}
