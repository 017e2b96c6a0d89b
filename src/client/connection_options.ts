import type { AttemptOptions } from "./attempt.ts";
import type { Receivers } from "./receivers.ts";

/** Identity of a connection, which can be resumed. */
export interface Identity {
  /** Id of the connection. */
  readonly id: string;
  /** Resume token of the connection. */
  readonly token: string;
}

/** Options for {@linkcode Connection}. */
export interface ConnectionOptions extends Pick<AttemptOptions, "http" | "hello" | "WebSocket"> {
  /** Returns the time before try `n`, in milliseconds. */
  readonly backoff: (n: number) => number;
  /** Lost connection to resume, and the number of its last output. */
  readonly saved?: (Identity & Receivers["saved"]) | undefined;
}
