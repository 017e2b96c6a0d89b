import type * as wire from "./wire.ts";

/** Options of every call. */
export interface CallOptions {
  /** Sends `cancel` when aborted; the operation settles after its ending. */
  readonly signal?: AbortSignal;
  /**
   * Waits while others have session or lock, at most so many seconds (true: without a limit). A
   * session waits in the queue of the service, an operation by the broadcasts. Default: false.
   */
  readonly wait?: boolean | number;
  /** Called with the owner whenever that, or the place in the queue, changes while waiting. */
  readonly onWait?: (owner: LeaseOwner) => void;
}

/** Options for a session. */
export interface SessionOptions extends CallOptions {
  /** Names of the servers that nobody else uses meanwhile. Default: all servers. */
  readonly servers?: readonly string[] | undefined;
  /** Reason that all clients are told: 1 to 500 characters. */
  readonly reason?: string | undefined;
}

/** Owner of the session or the lock. */
export interface LeaseOwner {
  /** Name of the token, or that of `hello`; null without one. */
  readonly name: string | null;
  /** Beginning, in ISO 8601 UTC; null when it is unknown. */
  readonly since: string | null;
  /** Place in the queue, from 1, while a session is waited for; else undefined. */
  readonly position?: number | undefined;
}

/** Options for a command. */
export type CommandOptions = CallOptions & Omit<wire.SshCommandData, "server_name" | "command">;

/** Options for a terminal. */
export type TerminalOptions =
  & CallOptions
  & Acknowledgement
  & Omit<wire.OpenTerminalData, "server_name">;

/** Choice of what is acknowledged, which the service then keeps for no resume. */
export interface Acknowledgement {
  /**
   * `taken`: output that the reader is done with; `manual`: output that `acknowledge()` was called
   * after. Default: `taken`.
   */
  readonly acknowledge?: "taken" | "manual" | undefined;
}
