/** Whose request something was. */
export interface Holder {
  /** Id of the connection. */
  readonly connectionId: string;
  /** Where its client is: `address:port`. */
  readonly peerAddress: string;
}

/** What an operation is to do. */
export interface RunSubject {
  /** The message that asked for it. */
  readonly kind: "ssh_command" | "open_terminal" | "scp_transfer";
  /** Where, for a command or a terminal. */
  readonly serverName: string | null;
  /** What, for a transfer. */
  readonly transferName: string | null;
  /** What, for a command. */
  readonly command: string | null;
}

/** How an operation ended. */
export interface RunEnd {
  /** Type of the event that ended it. */
  readonly ending: "complete" | "error" | "cancelled";
  /** Of a command, where the server told it. */
  readonly exitCode: number | null;
  /** The 5-digit number of the `error`. */
  readonly errorCode: number | null;
  /** Sent to the client as text (UTF-8), or moved by a transfer. */
  readonly bytes: number;
  /** Files moved by a transfer. */
  readonly files: number | null;
}

/** Why a session or a lock is nobody's any more. */
export type HoldEnd = "released" | "expired" | "disconnected";

/** A record that waits for its end; the first one counts. */
export interface Note<End> {
  /** Completes the record. */
  end(end: End): void;
}

/** Keeps what happened, for those who ask later. It never fails: what can not be written now is written later. */
export interface History {
  /** Notes an operation that was accepted. */
  beginRun(start: Holder & RunSubject & { readonly operationId: string }): Note<RunEnd>;
  /** Notes a session or a lock that was taken. */
  beginHold(hold: Holder & { readonly kind: "session" | "lock" }): Note<HoldEnd>;
}
