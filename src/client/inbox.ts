import type * as wire from "./wire.ts";

/** Options for {@linkcode Inbox}. */
export interface InboxOptions {
  /** Number of bytes that the service may send before the first is acknowledged. */
  readonly window: number;
  /** Number of the last output that an earlier client has taken. Default: 0. */
  readonly seq?: number | undefined;
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

  /** Creates an empty inbox. */
  constructor(options: InboxOptions) {
    this.#options = options;
    this.#receivedSeq = this.#handedSeq = this.#takenSeq = options.seq ?? 0;
  }

  /** Number of the last output that was received. */
  get receivedSeq(): number {
    return this.#receivedSeq;
  }

  /** Number of the last output that the reader is done with. */
  get takenSeq(): number {
    return this.#takenSeq;
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
      // Only the newest counts: a slow reader has one waiting.
      if (this.#events.at(-1)?.type === event.type) this.#events.pop();
    } else if (this.#repeats > 0) {
      this.#repeats--;
      return;
    }
    this.#events.push(event);
  }

  /** Returns the next event, and acknowledges those before it; undefined when none is there. */
  take(): wire.OperationEvent | undefined {
    this.#takenSeq = this.#handedSeq;
    const event = this.#events.shift();
    const isDue = event === undefined || this.#takenCharacters * 4 >= this.#options.window;
    if (isDue && this.#takenSeq > this.#acknowledgedSeq) {
      this.#acknowledgedSeq = this.#takenSeq;
      this.#takenCharacters = 0;
      this.#options.onAcknowledge(this.#takenSeq);
    }
    if (event?.type === "output") {
      this.#handedSeq = event.seq;
      this.#takenCharacters += event.data.length;
      this.#heldCharacters -= event.data.length;
      this.#handedUnnumbered = 0;
    } else if (event !== undefined && event.type !== "transfer_progress") this.#handedUnnumbered++;
    return event;
  }

  /** Takes everything. */
  discard(): void {
    while (this.take() !== undefined);
  }

  /** Takes the oldest events while they fill more than half of the window. */
  discardOld(): void {
    while (this.#heldCharacters * 2 > this.#options.window) this.take();
  }

  /** Acknowledges once more, for a service that may not have got the last acknowledgement. */
  acknowledgeAgain(): void {
    if (this.#takenSeq > 0) this.#options.onAcknowledge(this.#takenSeq);
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
}
