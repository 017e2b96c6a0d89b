import type { PinkPageError } from "./error.ts";
import type { OperationReceiver, Receiver, SavedOperation } from "./receiver.ts";
import type * as wire from "./wire.ts";

/** Operation and session of a connection, which receive the events of their messages. */
export class Receivers {
  /** Session, as long as it lasts. */
  session: Receiver | undefined;
  /** Ask for a session that waits in the queue of the service. */
  ask: Receiver | undefined;
  /** Secret with which others join the session; null without one. */
  sessionToken: string | null = null;
  #operation: OperationReceiver | undefined;
  /** Number of the last output before the operation. */
  #earlierSeq: number;

  /** Creates the receivers of a connection whose last output has the number `seq`. */
  constructor(seq: number) {
    this.#earlierSeq = seq;
  }

  /** Operation that runs. */
  get running(): OperationReceiver | undefined {
    return this.#operation?.isRunning ? this.#operation : undefined;
  }

  /** Whether something runs that ends with the connection. */
  get isBusy(): boolean {
    return (this.running !== undefined && !this.running.survives) || this.session !== undefined;
  }

  /** State of the connection's last operation for a saved client. */
  get saved(): { readonly seq: number; readonly operation?: SavedOperation | undefined } {
    const operation = this.#operation?.saved;
    return { seq: operation?.seq ?? this.#earlierSeq, operation };
  }

  /** Adds an operation that starts. */
  begin(operation: OperationReceiver): void {
    this.#earlierSeq = this.#operation?.rewind() ?? this.#earlierSeq;
    this.#operation = operation;
  }

  /** Checks whether an operation is the last one, the only one that the service keeps. */
  isLast(operation: OperationReceiver): boolean {
    return operation === this.#operation;
  }

  /**
   * Returns the numbers of the last output for a resume, and lets the operation go on from there.
   * The second is for a service that the operation has not reached: it keeps the one before.
   */
  rewind(): number[] {
    if (this.#operation === undefined) return [this.#earlierSeq];
    const seq = this.#operation.rewind();
    return this.#operation.hasArrived ? [seq] : [seq, this.#earlierSeq];
  }

  /** Gives an event to the receiver of its id. */
  receive(id: string, event: wire.ServerEvent): void {
    [this.running, this.session, this.ask].find((one) => one?.requestId === id)?.receive(event);
  }

  /** Goes on over another socket. */
  resumed(): void {
    this.session?.resumed();
    this.running?.resumed();
  }

  /** Begins anew, on another connection. */
  renew(): void {
    this.#earlierSeq = 0;
    if (this.running?.survives) this.running.resumed();
    else this.#operation = undefined;
  }

  /** Ends what runs. */
  stop(error: PinkPageError): void {
    this.running?.stop(error);
    this.session?.stop(error);
    this.ask?.stop(error);
  }
}
