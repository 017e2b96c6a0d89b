import type { Acknowledgement, CallOptions } from "./call_options.ts";
import { Change, firstOf } from "./change.ts";
import type { Connection } from "./connection.ts";
import { completeOf, type Ending } from "./ending.ts";
import type { PinkPageError } from "./error.ts";
import { Inbox } from "./inbox.ts";
import type { Operation } from "./operation.ts";
import type { OperationReceiver, SavedOperation } from "./receiver.ts";
import { type StartMessage, WINDOW, windowOf } from "./start_message.ts";
import { inputsOf, joined, linesOf, textsOf } from "./texts.ts";
import { Waiting } from "./waiting.ts";
import type * as wire from "./wire.ts";

/** Stage of an operation. `refused` is sent and answered, and may be sent again. */
type Stage = "waiting" | "sent" | "refused" | "ended";

/** Operation on a connection. */
export class RunningOperation<Complete> implements Operation<Complete>, OperationReceiver {
  /** Id that its messages and events carry. */
  requestId: string;
  /** Settles after its ending, whatever it is. */
  readonly ended: Promise<void>;
  /** Whether the service has it: an event has come. */
  hasArrived = false;
  /** Whether the service had it at the last resume. */
  isKnown = false;
  /** Called with each progress of a transfer. */
  onProgress: (event: wire.TransferProgress) => void = () => {};
  readonly #connection: Connection;
  readonly #inbox: Inbox;
  readonly #change = new Change();
  #settle: () => void = () => {};
  #stage: Stage = "waiting";
  #isCancelled = false;
  #refusal: PinkPageError | undefined;
  #ending: Ending<Complete> | undefined;
  /** State of an earlier client, until the connection is resumed. */
  #saved?: SavedOperation;
  /** Messages from before the start. */
  #early: wire.ClientMessage[] = [];
  /** Whether it watches the operation of a client, for which no credit is given. */
  #isWatching: boolean;
  /** `discard`: output goes nowhere; `late`: only the newest is kept. */
  #reading: "none" | "reader" | "discard" | "late" = "none";

  /** Starts the operation of a message when the connection is open, or goes on with a saved one. */
  constructor(
    connection: Connection,
    message: StartMessage | SavedOperation,
    call: CallOptions & Acknowledgement = {},
  ) {
    const isSaved = "requestId" in message;
    this.requestId = isSaved ? message.requestId : message.request_id ?? connection.newId();
    this.#isWatching = isSaved ? message.isWatching : message.type === "watch_operation";
    this.#connection = connection;
    const [window, seq] = isSaved ? [WINDOW, message.seq] : [windowOf(message), 0];
    const onAcknowledge = (seq: number) => connection.acknowledge(this, seq);
    const isManual = isSaved ? message.isManual : call.acknowledge === "manual";
    this.#inbox = new Inbox({ window, seq, isManual, onAcknowledge });
    this.ended = new Promise((resolve) => this.#settle = resolve);
    if (!isSaved) {
      void this.#start(message, call);
      return;
    }
    this.#saved = message;
    this.#stage = "sent";
    this.hasArrived = message.hasArrived;
    connection.receivers.begin(this);
  }

  /** State from which another client goes on. */
  get saved(): SavedOperation {
    const own = { requestId: this.requestId, hasArrived: this.hasArrived, ...this.#inbox.saved };
    return { ...own, isWatching: this.#isWatching, isEnded: !this.isRunning };
  }

  /** Whether it was sent and has no answer that ends it. */
  get isRunning(): boolean {
    return this.#stage === "sent";
  }

  /** Takes an event. */
  receive(event: wire.ServerEvent): void {
    const isFirst = !this.hasArrived;
    this.hasArrived = true;
    switch (event.type) {
      case "complete":
        return this.#finish({ complete: event as Complete });
      case "cancelled":
        return this.stop(this.#connection.http.errors.cancelled(event.message));
      case "error":
        this.#refusal = this.#connection.http.errors.told(event);
        if (!isFirst || !this.#refusal.retryable) return this.stop(this.#refusal);
        this.#stage = "refused";
        return this.#change.notify();
      default:
        if (event.type === "transfer_progress") this.onProgress(event);
        this.#isWatching ||= event.type === "watching";
        this.#inbox.add(event as wire.OperationEvent);
        if (this.#reading === "discard") this.#inbox.discard();
        if (this.#reading === "late" || this.#isWatching) this.#inbox.dropOld();
        this.#change.notify();
    }
  }

  /** Returns the number of the last output, and forgets what the service sends again. */
  rewind(): number {
    return this.isRunning ? this.#inbox.rewind() : this.#inbox.receivedSeq;
  }

  /** Learns whether the service has it, or an operation that was sent after the state was saved. */
  identify({ operation, seq }: wire.Resumed): void {
    const id = operation?.request_id;
    this.isKnown = id === this.requestId && !this.#saved?.isEnded;
    if (this.#saved && id && id !== this.requestId) {
      this.requestId = id;
      this.isKnown = this.hasArrived = true;
      this.#inbox.restart();
    }
    this.#saved = undefined;
    this.#inbox.skipTo(seq);
    this.#change.notify();
  }

  /** Goes on over another socket. */
  resumed(): void {
    this.#inbox.acknowledgeAgain();
    if (this.isKnown || this.#ending !== undefined) return;
    if (this.#isWatching) this.#connection.send({ type: "cancel" });
    const detail = this.hasArrived ? "The service does not know it" : "It was not sent: try again";
    this.stop(this.#connection.http.errors.lost(detail, { retryable: !this.hasArrived }));
  }

  /** Ends it with an error. */
  stop(error: unknown): void {
    this.#finish({ error });
  }

  /** Yields the events. */
  async *[Symbol.asyncIterator](): AsyncGenerator<wire.OperationEvent, void, void> {
    this.#reading = "reader";
    try {
      for (;;) {
        const event = this.#inbox.take();
        if (event !== undefined) yield event;
        else if (this.#ending !== undefined) return void completeOf(this.#ending);
        else await this.#inbox.pause(this.#change.next());
      }
    } finally {
      this.#reading = "discard";
      await this.cancel();
    }
  }

  /** Yields the lines. */
  lines(): AsyncIterable<string> {
    return linesOf(textsOf(this));
  }

  /** Returns all output. */
  text({ limit = 16_777_216 }: { readonly limit?: number } = {}): Promise<string> {
    const { errors } = this.#connection.http;
    const tooLong = () => errors.cancelled("Cancelled", `The output is longer than ${limit}`);
    return joined(textsOf(this), { limit, tooLong });
  }

  /** Waits for the good ending. */
  done(): Promise<Complete> {
    if (this.#reading !== "reader") {
      this.#reading = "discard";
      this.#inbox.discard();
    }
    return this.outcome();
  }

  /** Waits for the good ending. The newest output is kept for a reader that comes late. */
  async outcome(): Promise<Complete> {
    if (this.#reading === "none") this.#reading = "late";
    await this.ended;
    return completeOf(this.#ending);
  }

  /** Types into it. */
  write(input: string): void {
    for (const part of inputsOf(input)) this.#send({ type: "ssh_input", data: { input: part } });
  }

  /** Acknowledges the output that the reader was handed. */
  acknowledge(): void {
    this.#inbox.acknowledge();
  }

  /** Sets the size of its terminal. */
  resize({ cols, rows }: { readonly cols: number; readonly rows: number }): void {
    this.#send({ type: "resize", data: { cols, rows } });
  }

  /** Cancels it, and waits for its ending. */
  async cancel(): Promise<void> {
    if (!this.#isCancelled && this.#ending === undefined) {
      this.#isCancelled = true;
      if (this.#stage === "sent") this.#connection.send({ type: "cancel" });
      else this.stop(this.#connection.http.errors.cancelled());
    }
    await this.ended;
  }

  /** Cancels the operation. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.cancel();
  }

  /** Sends the operation, again after each refusal that the caller waits out. */
  async #start(message: StartMessage, call: CallOptions): Promise<void> {
    const { signal } = call;
    if (signal?.aborted) return this.stop(signal.reason);
    const onAbort = () => this.#stage === "sent" ? void this.cancel() : this.stop(signal?.reason);
    void firstOf([this.ended], { signal }).then(() => signal?.aborted && onAbort());
    const waiting = new Waiting(this.#connection, call);
    try {
      if (this.#connection.state.name !== "open") await this.#connection.whenOpen(signal);
      while (this.#ending === undefined) {
        this.#connection.begin(this, { ...message, request_id: this.requestId });
        this.#stage = "sent";
        this.hasArrived = false;
        this.#refusal = undefined;
        for (const early of this.#early.splice(0)) this.#connection.send(early);
        while (this.#stage === "sent" && this.#ending === undefined) await this.#change.next();
        if (this.#refusal === undefined || this.#ending !== undefined) return;
        await waiting.after(this.#refusal, this.ended);
      }
    } catch (error) {
      this.stop(error);
    }
  }

  #send(message: wire.ClientMessage): void {
    if (this.#ending !== undefined || this.#isWatching) return;
    if (this.#stage === "sent") this.#connection.send(message);
    else this.#early.push(message);
  }

  #finish(ending: Ending<Complete>): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#stage = "ended";
    this.#settle();
    this.#change.notify();
  }
}
