import type * as wire from "./wire.ts";

/** Options of every call. */
export interface CallOptions {
  /** Sends `cancel` when aborted; the operation settles after its ending. */
  readonly signal?: AbortSignal;
  /**
   * Waits while others have session or lock, at most so many seconds (true: without a limit), by
   * their broadcasts. It is no place in a queue. Default: false.
   */
  readonly wait?: boolean | number;
  /** Called with the owner whenever that changes while waiting. */
  readonly onWait?: (owner: LeaseOwner) => void;
}

/** Owner of the session or the lock. */
export interface LeaseOwner {
  /** Name of the token, or that of `hello`; null without one. */
  readonly name: string | null;
  /** Beginning, in ISO 8601 UTC; null when it is unknown. */
  readonly since: string | null;
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
