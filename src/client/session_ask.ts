import type { LeaseOwner } from "./call_options.ts";
import type { Connection } from "./connection.ts";
import type { PinkPageError } from "./error.ts";
import type { Receiver } from "./receiver.ts";
import type * as wire from "./wire.ts";

/** Longest wait that the service takes, in seconds. */
const MAX_WAIT_SECONDS = 86_400;

/** Options for {@linkcode SessionAsk}. */
export interface SessionAskOptions {
  /** Id of the message, which its events carry. */
  readonly requestId: string;
  /** Field `data` of the message, without the time to wait. */
  readonly data: Omit<wire.StartSessionData, "wait_seconds">;
  /** Returns the time that is left to wait, in seconds. */
  readonly secondsLeft: () => number;
  /** Leaves the queue when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each place in the queue. */
  readonly onPlace: (place: LeaseOwner) => void;
}

/** Ask for a session that waits in the queue of the service. */
export class SessionAsk implements Receiver {
  /** Id that its events carry. */
  requestId: string;
  readonly #connection: Connection;
  readonly #options: SessionAskOptions;
  readonly #answer: Promise<wire.ServerEvent | undefined>;
  #resolve: (answer: wire.ServerEvent | undefined) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #isLeft = false;

  /** Creates an ask, which {@linkcode SessionAsk.wait} sends. */
  constructor(connection: Connection, options: SessionAskOptions) {
    this.#connection = connection;
    this.#options = options;
    this.requestId = options.requestId;
    this.#answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /**
   * Asks for the session, and waits for it. Returns the answer; undefined when the client has the
   * session and the answer is lost.
   *
   * @throws {PinkPageError} the end of the connection
   */
  async wait(): Promise<wire.ServerEvent | undefined> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    const leave = () => this.#leave();
    this.#connection.receivers.ask = this;
    signal?.addEventListener("abort", leave, { once: true });
    this.#connection.send({ ...this.#question(), request_id: this.requestId });
    try {
      return await this.#answer;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  receive(event: wire.ServerEvent): void {
    if (event.type === "session_queued") return this.#tell(event);
    this.#end();
    if (this.#isLeft && event.type === "session_started") {
      this.#connection.send({ type: "end_session" });
    }
    this.#resolve(event);
  }

  /** Goes on over another socket. */
  resumed(): void {
    const { identity, leases } = this.#connection;
    if (this.#isLeft) return this.#end();
    if (leases.isSessionOf(identity.id)) {
      this.#end();
      return this.#resolve(undefined);
    }
    void this.#askAgain().catch(() => {}); // The end of the connection is told by `stop`.
  }

  stop(error: PinkPageError): void {
    this.#end();
    this.#reject(error);
  }

  #question(): wire.StartSession {
    const { data, secondsLeft } = this.#options;
    const wait_seconds = Math.min(MAX_WAIT_SECONDS, Math.max(0, secondsLeft()));
    return { type: "start_session", data: { ...data, wait_seconds } };
  }

  /** Asks once more, for an ask that never arrived or whose answer is lost. */
  async #askAgain(): Promise<void> {
    const id = this.#connection.newId();
    const answer = await this.#connection.ask(this.#question(), id);
    if (answer === undefined || this.#connection.receivers.ask !== this) return;
    // Refused while the ask is in the queue, or granted: its own events tell the rest.
    if (answer.type === "error" && [50004, 50010].includes(answer.error_code)) return;
    this.requestId = id;
    this.receive(answer);
  }

  #tell({ position, blocked_by: [first] }: wire.SessionQueued): void {
    const { name = null, since = null } = first?.owner ?? {};
    this.#options.onPlace({ name, since, position });
  }

  /** Leaves the queue, without waiting for the answer. */
  #leave(): void {
    this.#isLeft = true;
    this.#connection.send({ type: "cancel" });
    this.#reject(this.#options.signal?.reason);
  }

  #end(): void {
    const { receivers } = this.#connection;
    if (receivers.ask === this) receivers.ask = undefined;
  }
}
