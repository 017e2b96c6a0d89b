import type * as wire from "./wire.ts";

/**
 * Running operation. Iterating yields its events and then returns, or throws its error. A slow
 * reader slows the server down, and `break` cancels. Read one of: events, `lines()`, `text()`,
 * `done()`. It is never sent twice: a resume that is refused ends it as `lost`. Output that is not
 * kept until the resume leaves a `gap` with 0 `bytes`: its size is unknown. `lines()` and `text()`
 * leave gaps out.
 */
export interface Operation<Complete> extends AsyncIterable<wire.OperationEvent>, AsyncDisposable {
  /** Id that its messages and events carry. */
  readonly requestId: string;
  /** Yields lines without their ends. A carriage return restarts the line. */
  lines(): AsyncIterable<string>;
  /** Resolves with all output. Rejects over `limit` characters. Default: 16 Mi. */
  text(options?: { readonly limit?: number }): Promise<string>;
  /**
   * Discards output that is not read, and resolves with the good ending. Rejects with its error or
   * cancellation.
   */
  done(): Promise<Complete>;
  /**
   * Types into it: `\r` is Enter, `\x04` Ctrl-D. The service drops input of which more than 1 MiB
   * waits for the server.
   */
  write(input: string): void;
  /**
   * Acknowledges all output that the reader was handed. Needed with `acknowledge: "manual"`, at the
   * latest when half of the window was handed: without it the service stops to send.
   */
  acknowledge(): void;
  /** Sets the size of its terminal. */
  resize(size: { readonly cols: number; readonly rows: number }): void;
  /** Asks for its end, and resolves after the ending, whatever it is. */
  cancel(): Promise<void>;
}
