import type * as wire from "./wire.ts";

/** Time without an event after which the output so far is acknowledged, in milliseconds. */
const PAUSE_MS = 100;

/** Options for {@linkcode Inbox}. */
export interface InboxOptions {
  /** Number of bytes that the service may send before the first is acknowledged. */
  readonly window: number;
  /** Number of the last output that an earlier client has taken. Default: 0. */
  readonly seq?: number | undefined;
  /** Whether output is acknowledged by {@linkcode Inbox.acknowledge} alone. */
  readonly isManual: boolean;
  /** Called to acknowledge the output up to `seq`. */
  readonly onAcknowledge: (seq: number) => void;
}

/** Events of an operation that the reader has not taken yet, and the credit that it gives. */
export class Inbox {
  readonly #options: InboxOptions;
  #events: wire.OperationEvent[] = [];
  /** Characters of the outputs among them. */
  #heldCharacters = 0;
  /** Number of the last output that was received. */
  #receivedSeq = 0;
  /** Number of the last output that the reader was handed. */
  #handedSeq = 0;
  /** Number of the last output that the reader is done with. */
  #takenSeq = 0;
  #acknowledgedSeq = 0;
  /** Characters that the reader is done with since the last acknowledgement. */
  #takenCharacters = 0;
  /** Number of events without a number that the reader was handed since the last output. */
  #handedUnnumbered = 0;
  /** Number of events that the service repeats after a resume. */
  #repeats = 0;
  /** Bytes of the last progress. */
  #progress = -1;
  /** Output that was dropped before the events, and the newest size among what was dropped. */
  #dropped: (wire.Gap | wire.Watching)[] = [];

  /** Creates an empty inbox. */
  constructor(options: InboxOptions) {
    this.#options = options;
    this.#receivedSeq = this.#handedSeq = this.#takenSeq = options.seq ?? 0;
    this.#acknowledgedSeq = this.#takenSeq;
  }

  /** Number of the last output that was received. */
  get receivedSeq(): number {
    return this.#receivedSeq;
  }

  /** State from which another inbox goes on. */
  get saved(): { readonly seq: number; readonly isManual: boolean } {
    return { seq: this.#takenSeq, isManual: this.#options.isManual };
  }

  /** Adds an event that has come. An event that was received before is left out. */
  add(event: wire.OperationEvent): void {
    if (event.type === "output") {
      if (event.seq <= this.#receivedSeq) return;
      this.#receivedSeq = event.seq;
      this.#heldCharacters += event.data.length;
      this.#repeats = 0;
    } else if (event.type === "transfer_progress") {
      if (event.bytes < this.#progress) return;
      this.#progress = event.bytes;
    } else if (this.#repeats > 0) {
      this.#repeats--;
      return;
    }
    // Only the newest progress or size counts: a slow reader has one waiting.
    const isState = event.type === "transfer_progress" || event.type === "watching";
    if (isState && this.#events.at(-1)?.type === event.type) this.#events.pop();
    this.#events.push(event);
  }

  /**
   * Returns the next event; undefined when none is there. Acknowledges the output before it when
   * that fills a quarter of the window.
   */
  take(): wire.OperationEvent | undefined {
    return this.#dropped.shift() ?? this.#takeReceived();
  }

  /** Acknowledges the output that the reader was handed. */
  acknowledge(): void {
    const handed = this.#handedSeq;
    this.#takenSeq = handed;
    this.#acknowledge();
  }

  /**
   * Waits for `next`, the next event. The output so far is acknowledged when none comes at once: a
   * frame just before a key holds the key up where TCP waits for more data (RFC 896).
   */
  async pause(next: Promise<void>): Promise<void> {
    const timer = setTimeout(() => this.acknowledgeTaken(), PAUSE_MS);
    await next;
    clearTimeout(timer);
  }

  /** Acknowledges the output that the reader is done with, unless it acknowledges by itself. */
  acknowledgeTaken(): void {
    if (!this.#options.isManual) this.#acknowledge();
  }

  /** Takes everything. */
  discard(): void {
    while (this.take() !== undefined);
  }

  /** Drops the oldest events while they fill more than half of the window. A gap is left. */
  dropOld(): void {
    let bytes = 0;
    let size: wire.Watching[] = [];
    while (this.#heldCharacters * 2 > this.#options.window) {
      const event = this.take();
      if (event?.type === "output") bytes += new TextEncoder().encode(event.data).length;
      else if (event?.type === "gap") bytes += event.bytes;
      else if (event?.type === "watching") size = [event];
    }
    if (bytes > 0) this.#dropped = [{ type: "gap", bytes }, ...size];
  }

  /** Acknowledges once more, for a service that may not have got the last acknowledgement. */
  acknowledgeAgain(): void {
    const seq = this.#options.isManual ? this.#acknowledgedSeq : this.#takenSeq;
    if (seq > 0) this.#options.onAcknowledge(seq);
  }

  /**
   * Forgets what the reader was not handed, which the service sends again, so that no more than the
   * window is ever held. Returns the number of the output after which it begins.
   */
  rewind(): number {
    this.#events = [];
    this.#heldCharacters = 0;
    this.#receivedSeq = this.#handedSeq;
    this.#repeats = this.#handedUnnumbered;
    return this.#handedSeq;
  }

  /** Continues after the output `seq`. A gap without a size is left for what is missing before. */
  skipTo(seq: number): void {
    if (seq <= this.#receivedSeq) return;
    this.#receivedSeq = this.#handedSeq = seq;
    if (this.#dropped[0]?.type !== "gap") this.#dropped.unshift({ type: "gap", bytes: 0 });
  }

  /** Begins anew, for another operation. */
  restart(): void {
    this.#receivedSeq = this.#handedSeq = this.#takenSeq = 0;
  }

  #takeReceived(): wire.OperationEvent | undefined {
    this.#takenSeq = this.#handedSeq;
    const event = this.#events.shift();
    if (this.#takenCharacters * 4 >= this.#options.window) this.acknowledgeTaken();
    if (event?.type === "output") {
      this.#handedSeq = event.seq;
      this.#takenCharacters += event.data.length;
      this.#heldCharacters -= event.data.length;
      this.#handedUnnumbered = 0;
    } else if (event !== undefined && event.type !== "transfer_progress") this.#handedUnnumbered++;
    return event;
  }

  #acknowledge(): void {
    if (this.#takenSeq <= this.#acknowledgedSeq) return;
    this.#acknowledgedSeq = this.#takenSeq;
    this.#takenCharacters = 0;
    this.#options.onAcknowledge(this.#takenSeq);
  }
}
