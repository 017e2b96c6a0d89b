import type { PinkPageError } from "./error.ts";
import type * as wire from "./wire.ts";

/** Receiver of the events that carry one id. */
export interface Receiver {
  /** Id that its events carry. */
  readonly requestId: string;
  /** Takes an event. */
  receive(event: wire.ServerEvent): void;
  /** Goes on over another socket: of the same connection, or of a new one if it survives. */
  resumed(): void;
  /** Ends it with the connection. */
  stop(error: PinkPageError): void;
}

/** Receiver of the events of an operation. */
export interface OperationReceiver extends Receiver {
  /** Whether it was sent and has not ended. */
  readonly isRunning: boolean;
  /** Whether the service has it: an event has come. */
  readonly hasArrived: boolean;
  /** Whether it goes on over a new connection when the lost one cannot be resumed. */
  readonly survives?: boolean;
  /** State from which another client goes on. */
  readonly saved: SavedOperation;
  /** Learns from the answer to a resume whether the service has it. */
  identify(answer: wire.Resumed): void;
  /** Returns the number of the last output that it has, and goes on from there. */
  rewind(): number;
}

/** Operation in the saved state of a client. */
export interface SavedOperation {
  /** Id that its events carry. */
  readonly requestId: string;
  /** Number of the last output that its reader was done with. */
  readonly seq: number;
  /** Whether an event had come. */
  readonly hasArrived: boolean;
  /** Whether it watches the operation of a client. */
  readonly isWatching: boolean;
  /** Whether its ending had come. */
  readonly isEnded: boolean;
  /** Whether its reader acknowledges. */
  readonly isManual: boolean;
}
