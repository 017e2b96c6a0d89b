import type { PinkPageError } from "./error.ts";
import type { SessionOptions } from "./call_options.ts";
import type { Connection } from "./connection.ts";
import type { Receiver } from "./receiver.ts";
import type { Session } from "./session.ts";
import type { Question } from "./socket.ts";
import { SessionAsk } from "./session_ask.ts";
import { Waiting } from "./waiting.ts";
import type * as wire from "./wire.ts";

/** Detail of the loss of a session. */
const ENDED = "The session ended meanwhile";

/** Options for {@linkcode startSession}. */
export interface StartOptions extends SessionOptions {
  /** Whether only the session is wanted that a resumed connection has. Default: false. */
  readonly mustBeKept?: boolean;
}

/**
 * Starts a session.
 *
 * @throws {PinkPageError} 50004, 50008, 50010, 50013, 50014; or when the session is lost that must
 * be kept
 */
export async function startSession(
  connection: Connection,
  call: StartOptions = {},
): Promise<OwnSession> {
  const { signal, mustBeKept = false } = call;
  const waiting = new Waiting(connection, call);
  for (;;) {
    signal?.throwIfAborted();
    await connection.whenOpen(signal);
    const { identity, receivers: { session } } = connection;
    // A resumed client may have it already.
    const isKept = session === undefined && connection.leases.isSessionOf(identity.id);
    if (mustBeKept && !isKept) throw connection.http.errors.lost(ENDED);
    const own = new OwnSession(connection);
    const refusal = isKept ? own.keep() : await own.start(call, waiting);
    if (refusal === undefined && signal?.aborted) await own.end();
    signal?.throwIfAborted();
    if (refusal === undefined) return own;
    await waiting.after(refusal);
  }
}

/** Makes a connection a member of a session. @throws {PinkPageError} 50005, 50007 */
export async function joinSession(connection: Connection, token: string): Promise<OwnSession> {
  const session = new OwnSession(connection);
  await session.join(token);
  return session;
}

/**
 * Ends the session of another client, or its operation that has the lock. Resolves when it is over.
 *
 * @throws {PinkPageError} 11001, 50005, or when the connection is lost before
 */
export async function forceEndSession(
  connection: Connection,
  data: wire.ForceEndSessionData,
): Promise<void> {
  await connection.whenOpen();
  const { leases } = connection;
  const isOver = leases.endOf(data.lease_id);
  await send(connection, { type: "force_end_session", data });
  for (; !isOver(); await connection.whenOpen()) await leases.change.next();
}

/**
 * Asks the owner of a session to end it.
 *
 * @throws {PinkPageError} 11001, 50005, 50006, or when the connection is lost before
 */
export async function askSession(
  connection: Connection,
  data: wire.AskSessionData,
): Promise<void> {
  await connection.whenOpen();
  await send(connection, { type: "ask_session", data });
}

/** Sends a message of which a refusal alone is answered: messages are taken in their order. */
async function send(connection: Connection, question: Question): Promise<void> {
  const { errors } = connection.http;
  const answer = await Promise.race([
    connection.ask(question),
    connection.ask({ type: "get_lock_status" }),
  ]);
  if (answer?.type === "error") throw errors.told(answer);
  if (answer === undefined) throw errors.lost("Perhaps nothing was done: see who has the session");
}

/** Session of a connection, or its membership in that of another. */
export class OwnSession implements Session, Receiver {
  /** Id of the message that started it, which events of its end carry. */
  requestId: string;
  readonly ended: Promise<PinkPageError | undefined>;
  readonly #connection: Connection;
  /** Id of the connection that owns the session. */
  #ownerId = "";
  #finish: (error: PinkPageError | undefined) => void = () => {};

  /** Creates the session of a connection, which begins when one of the calls below succeeds. */
  constructor(connection: Connection) {
    this.requestId = connection.newId();
    this.#connection = connection;
    this.ended = new Promise((resolve) => this.#finish = resolve);
  }

  get token(): string | null {
    return this.#connection.receivers.sessionToken;
  }

  /** Keeps the session that a resumed connection has. */
  keep(): undefined {
    this.#ownerId = this.#connection.identity.id;
    this.#connection.receivers.session = this;
  }

  /** Joins the session of another. @throws {PinkPageError} 50005, 50007, or when it is lost */
  async join(session_token: string): Promise<void> {
    const { http: { errors }, receivers } = this.#connection;
    const question = { type: "join_session" as const, data: { session_token } };
    const answer = await this.#connection.ask(question, this.requestId);
    if (answer?.type === "error") throw errors.told(answer);
    if (answer?.type !== "session_joined") {
      throw errors.lost("The session was not joined: try again", { retryable: true });
    }
    this.#ownerId = answer.session_owner;
    receivers.session = this;
    receivers.sessionToken = session_token;
  }

  /** Starts the session, after a wait in the queue if there is one. Returns the refusal. */
  async start(call: StartOptions, waiting: Waiting): Promise<PinkPageError | undefined> {
    const { errors } = this.#connection.http;
    const answer = await this.#answer(call, waiting);
    if (answer?.type === "error") return errors.told(answer);
    if (answer?.type === "cancelled") return errors.cancelled(answer.message);
    if (answer === undefined) {
      await this.#connection.whenOpen();
      const { identity, leases } = this.#connection;
      const detail = "The session was not started: try again";
      if (!leases.isSessionOf(identity.id)) throw errors.lost(detail, { retryable: true });
    }
    if (answer?.type === "session_started") {
      this.#connection.receivers.sessionToken = answer.session_token;
    }
    return this.keep();
  }

  async #answer(
    { servers, reason, signal, wait = false }: StartOptions,
    waiting: Waiting,
  ): Promise<wire.ServerEvent | undefined> {
    const { requestId } = this;
    const data = { servers: servers && [...servers], reason };
    if (wait === false) {
      return await this.#connection.ask({ type: "start_session", data }, requestId);
    }
    const ask = new SessionAsk(this.#connection, {
      ...{ requestId, data, signal },
      secondsLeft: () => waiting.secondsLeft,
      onPlace: (place) => waiting.tellPlace(place),
    });
    const answer = await ask.wait();
    this.requestId = ask.requestId;
    return answer;
  }

  /** Ends it. @throws {PinkPageError} 50005, 50006 when it has another number than `lease_id` */
  async end(lease_id?: number): Promise<void> {
    const connection = this.#connection;
    if (connection.receivers.session !== this) return;
    const question = { type: "end_session" as const, data: { lease_id } };
    const answer = await connection.ask(question).catch(() => undefined);
    const isRefused = answer?.type === "error" && lease_id !== undefined;
    if (isRefused) throw connection.http.errors.told(answer);
    // Without an answer the state of the next socket tells.
    if (answer !== undefined) return this.#over(undefined);
    await connection.whenOpen().catch(() => {});
    await this.end(lease_id);
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

  resumed(): void {
    const { leases, http } = this.#connection;
    if (leases.isSessionOf(this.#ownerId)) return;
    this.#over(http.errors.lost(ENDED));
  }

  stop(error: PinkPageError): void {
    this.#over(error);
  }

  #over(error: PinkPageError | undefined): void {
    const { receivers } = this.#connection;
    if (receivers.session === this) {
      receivers.session = undefined;
      receivers.sessionToken = null;
    }
    this.#finish(error);
  }
}
