import type { PinkPageError } from "./error.ts";
import type { SessionOptions } from "./call_options.ts";
import type { Connection } from "./connection.ts";
import type { Receiver } from "./receiver.ts";
import type { Session } from "./session.ts";
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
 * Ends the session of another client, or its operation that has the lock. Resolves when another
 * owner is told, or none.
 *
 * @throws {PinkPageError} 11001, 50005, or when the connection is lost before
 */
export async function forceEndSession(connection: Connection, reason: string): Promise<void> {
  await connection.whenOpen();
  const { http: { errors }, leases } = connection;
  const before = leases.owner;
  // The service answers a refusal alone.
  const refused = connection.ask({ type: "force_end_session", data: { reason } }).then((answer) => {
    if (answer?.type === "error") throw errors.told(answer);
    throw errors.lost("The session was perhaps not ended: see who has it");
  });
  refused.catch(() => {});
  while (leases.owner?.id === before?.id && leases.owner?.since === before?.since) {
    await Promise.race([refused, leases.change.next()]);
  }
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
  const { errors } = connection.http;
  // The service answers a refusal alone, and takes messages in their order.
  const answer = await Promise.race([
    connection.ask({ type: "ask_session", data }),
    connection.ask({ type: "get_lock_status" }),
  ]);
  if (answer?.type === "error") throw errors.told(answer);
  if (answer === undefined) throw errors.lost("The owner was perhaps not asked: ask again");
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
    const hasQueue = this.#connection.welcome.session_status.leases !== undefined;
    if (wait === false || !hasQueue) {
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
