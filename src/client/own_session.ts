import type { PinkPageError } from "./error.ts";
import type { CallOptions } from "./call_options.ts";
import type { Connection } from "./connection.ts";
import type { Receiver } from "./receiver.ts";
import type { Session } from "./session.ts";
import { Waiting } from "./waiting.ts";
import type * as wire from "./wire.ts";

/** Starts a session. @throws {PinkPageError} 50004, 50008, 50010 */
export async function startSession(
  connection: Connection,
  call: CallOptions = {},
): Promise<OwnSession> {
  const { signal } = call;
  const waiting = new Waiting(connection, call);
  for (;;) {
    signal?.throwIfAborted();
    await connection.whenOpen(signal);
    const { identity, receivers: { session } } = connection;
    // A resumed client may have it already.
    const isKept = session === undefined && connection.leases.isSessionOf(identity.id);
    const own = new OwnSession(connection, isKept);
    const refusal = isKept ? undefined : await own.start();
    if (refusal === undefined && signal?.aborted) await own.end();
    signal?.throwIfAborted();
    if (refusal === undefined) return own;
    await waiting.after(refusal);
  }
}

/** Session of a connection. */
export class OwnSession implements Session, Receiver {
  /** Id of the message that started it, which events of its end carry. */
  readonly requestId: string;
  readonly ended: Promise<PinkPageError | undefined>;
  /** Whether it runs; its loss is that of the connection. */
  readonly isRunning = true;
  readonly hasArrived = true;
  readonly takenSeq = 0;
  readonly #connection: Connection;
  #finish: (error: PinkPageError | undefined) => void = () => {};

  /** Creates the session of a connection, which begins when `start` succeeds or now. */
  constructor(connection: Connection, isStarted: boolean) {
    this.requestId = connection.newId();
    this.#connection = connection;
    this.ended = new Promise((resolve) => this.#finish = resolve);
    if (isStarted) connection.receivers.session = this;
  }

  /** Starts the session. Returns the refusal. */
  async start(): Promise<PinkPageError | undefined> {
    const { errors } = this.#connection.http;
    const answer = await this.#connection.ask({ type: "start_session" }, this.requestId);
    if (answer?.type === "error") return errors.told(answer);
    if (answer === undefined) {
      await this.#connection.whenOpen();
      const { identity, leases } = this.#connection;
      const detail = "The connection was lost before the session was started: try again";
      if (!leases.isSessionOf(identity.id)) throw errors.lost(detail, { retryable: true });
    }
    this.#connection.receivers.session = this;
    return undefined;
  }

  async end(): Promise<void> {
    if (this.#connection.receivers.session !== this) return;
    const answer = await this.#connection.ask({ type: "end_session" }).catch(() => undefined);
    // Without an answer the state of the next socket tells.
    if (answer !== undefined) return this.#over(undefined);
    await this.#connection.whenOpen().catch(() => {});
    if (this.#connection.receivers.session === this) await this.end();
  }

  /** Ends the session. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.end();
  }

  receive(event: wire.ServerEvent): void {
    const { errors } = this.#connection.http;
    if (event.type === "error") this.#over(errors.told(event));
    if (event.type !== "session_ended") return;
    this.#over(errors.cancelled(event.message, event.reason));
  }

  rewind(): number {
    return 0;
  }

  resumed(): void {
    const { identity, leases, http } = this.#connection;
    if (leases.isSessionOf(identity.id)) return;
    this.#over(http.errors.lost("The session ended while the connection was lost"));
  }

  stop(error: PinkPageError): void {
    this.#over(error);
  }

  #over(error: PinkPageError | undefined): void {
    if (this.#connection.receivers.session === this) this.#connection.receivers.session = undefined;
    this.#finish(error);
  }
}
