import type { CallOptions } from "./call_options.ts";
import { Change } from "./change.ts";
import type { Connection } from "./connection.ts";
import { completeOf, type Ending } from "./ending.ts";
import type { PinkPageError } from "./error.ts";
import { Inbox } from "./inbox.ts";
import type { Operation } from "./operation.ts";
import type { Receiver } from "./receiver.ts";
import { joined, linesOf, textsOf } from "./texts.ts";
import { Waiting } from "./waiting.ts";
import type * as wire from "./wire.ts";

/** Credit of an operation unless the caller says another, in bytes. */
export const WINDOW = 1_048_576;
/** Text of one `ssh_input`: 65,536 UTF-16 units at most, however many each character has. */
const INPUT = /[^]{1,32768}/gu;
/** Maximum length of a text unless the caller says another, in characters. */
const TEXT_LIMIT = 16_777_216;

/** Message that starts an operation. */
export type StartMessage = Extract<wire.ClientMessage, { data?: unknown }>;

/** Stage of an operation. `refused` is sent and answered, and may be sent again. */
type Stage = "waiting" | "sent" | "refused" | "ended";

/** Operation on a connection. */
export class RunningOperation<Complete> implements Operation<Complete>, Receiver {
  /** Id that its messages and events carry. */
  readonly requestId: string;
  /** Settles after its ending, whatever it is. */
  readonly ended: Promise<void>;
  /** Called with each progress of a transfer. */
  onProgress: (event: wire.TransferProgress) => void = () => {};
  readonly #connection: Connection;
  readonly #message: StartMessage;
  readonly #call: CallOptions;
  readonly #inbox: Inbox;
  readonly #change = new Change();

  #settle: () => void = () => {};
  #stage: Stage = "waiting";
  #hasArrived = false;
  #isCancelled = false;
  #refusal: PinkPageError | undefined;
  #ending: Ending<Complete> | undefined;
  /** Messages from before the start. */
  #early: wire.ClientMessage[] = [];
  /** `discard`: output goes nowhere; `late`: only the newest is kept. */
  #reading: "none" | "reader" | "discard" | "late" = "none";

  /** Starts the operation of a message, when the connection is open. */
  constructor(connection: Connection, message: StartMessage, call: CallOptions) {
    this.requestId = connection.newId();
    this.#connection = connection;
    this.#message = { ...message, request_id: this.requestId };
    this.#call = call;
    const { window = WINDOW } = (message.data ?? {}) as { readonly window?: number };
    this.#inbox = new Inbox({
      window,
      onAcknowledge: (seq) => connection.acknowledge(this, seq),
    });
    this.ended = new Promise((resolve) => this.#settle = resolve);
    void this.#start();
  }

  /** Whether it was sent and has no answer that ends it. */
  get isRunning(): boolean {
    return this.#stage === "sent";
  }

  /** Whether the service has it: an event has come. */
  get hasArrived(): boolean {
    return this.#hasArrived;
  }

  /** Number of the last output that the reader is done with. */
  get takenSeq(): number {
    return this.#inbox.takenSeq;
  }

  /** Takes an event. */
  receive(event: wire.ServerEvent): void {
    const isFirst = !this.#hasArrived;
    this.#hasArrived = true;
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
        this.#inbox.add(event as wire.OperationEvent);
        if (this.#reading === "discard") this.#inbox.discard();
        if (this.#reading === "late") this.#inbox.discardOld();
        this.#change.notify();
    }
  }

  /** Returns the number of the last output, and forgets what the service sends again. */
  rewind(): number {
    return this.isRunning ? this.#inbox.rewind() : this.#inbox.receivedSeq;
  }

  /** Goes on over another socket. */
  resumed({ operation }: wire.Resumed): void {
    this.#inbox.acknowledgeAgain();
    if (operation?.request_id === this.requestId || this.#ending !== undefined) return;
    const detail = this.#hasArrived
      ? "The service does not know the operation any more"
      : "The connection was lost before the operation was sent: try again";
    this.stop(this.#connection.http.errors.lost(detail, { retryable: !this.#hasArrived }));
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
        else await this.#change.next();
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
  text({ limit = TEXT_LIMIT }: { readonly limit?: number } = {}): Promise<string> {
    const tooLong = () => {
      const detail = `The output is longer than ${limit} characters: read its events or lines`;
      return this.#connection.http.errors.cancelled("Cancelled", detail);
    };
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
    // Cuts no character of two units.
    for (const [part] of input.matchAll(INPUT)) {
      this.#send({ type: "ssh_input", data: { input: part } });
    }
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
  async #start(): Promise<void> {
    const { signal } = this.#call;
    if (signal?.aborted) return this.stop(signal.reason);
    const onAbort = () => this.#stage === "sent" ? void this.cancel() : this.stop(signal?.reason);
    signal?.addEventListener("abort", onAbort);
    void this.ended.then(() => signal?.removeEventListener("abort", onAbort));
    const waiting = new Waiting(this.#connection, this.#call);
    try {
      if (this.#connection.state.name !== "open") await this.#connection.whenOpen(signal);
      while (this.#ending === undefined) {
        this.#begin();
        while (this.#stage === "sent" && this.#ending === undefined) await this.#change.next();
        if (this.#refusal === undefined || this.#ending !== undefined) return;
        await waiting.after(this.#refusal, this.ended);
      }
    } catch (error) {
      this.stop(error);
    }
  }

  #begin(): void {
    if (this.#connection.receivers.running !== undefined) {
      const detail = "The client runs another operation: wait for its ending";
      throw this.#connection.http.errors.coded(50010, { message: "Task already running", detail });
    }
    this.#stage = "sent";
    this.#hasArrived = false;
    this.#refusal = undefined;
    this.#connection.begin(this, this.#message);
    for (const message of this.#early.splice(0)) this.#connection.send(message);
  }

  #send(message: wire.ClientMessage): void {
    if (this.#ending !== undefined) return;
    if (this.#stage === "sent") this.#connection.send(message);
    else this.#early.push(message);
  }

  #finish(ending: Ending<Complete>): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#stage = "ended";
    this.#early = [];
    this.#settle();
    this.#change.notify();
  }
}
