import { attempt, type Attempted, type AttemptOptions, type Resumable } from "./attempt.ts";
import { Change, firstOf } from "./change.ts";
import type { ClientState } from "./client_state.ts";
import type { PinkPageError } from "./error.ts";
import type { ConnectionOptions, Identity } from "./connection_options.ts";
import { Feed } from "./feed.ts";
import { Leases } from "./leases.ts";
import type { OperationReceiver } from "./receiver.ts";
import { Receivers } from "./receivers.ts";
import { stateAfter } from "./state_after.ts";
import type { Question, Socket } from "./socket.ts";
import type * as wire from "./wire.ts";

/** Number of tries of a first connection. */
const FIRST_TRIES = 5;

/** Connection to the service over one socket after the other. */
export class Connection {
  /** Session and lock, as the events tell. */
  readonly leases: Leases = new Leases();
  /** Changes of the state. */
  readonly states: Feed<ClientState>;
  /** Events for every client. */
  readonly broadcasts: Feed<wire.Broadcast>;
  /** Settles with the error that has ended the connection; without one after `close`. */
  readonly ended: Promise<PinkPageError | undefined>;
  /** Operation and session. */
  readonly receivers: Receivers;
  readonly #options: ConnectionOptions;
  readonly #change = new Change();
  readonly #stop = new AbortController();
  readonly #prefix = Math.random().toString(36).slice(2, 8);
  #count = 0;
  /** Empty before the first welcome. */
  #identity: Identity = { id: "", token: "" };
  #welcome!: wire.Welcome;
  #socket!: Socket;
  #state: ClientState = { name: "away", until: new Date(), tries: 0 };
  #unsent: wire.ClientMessage[] = [];
  #finish: (error: PinkPageError | undefined) => void = () => {};

  /** Creates a connection, which {@linkcode Connection.open} opens. */
  constructor(options: ConnectionOptions) {
    this.#options = options;
    if (options.saved !== undefined) this.#identity = options.saved;
    this.receivers = new Receivers(options.saved?.seq ?? 0);
    const behind = () => this.http.errors.quota("1,000 events wait for the reader: read faster");
    this.states = new Feed(behind);
    this.broadcasts = new Feed(behind);
    this.ended = new Promise((resolve) => this.#finish = resolve);
  }

  /** Endpoints of the service. */
  get http(): AttemptOptions["http"] {
    return this.#options.http;
  }

  /** Identity of the connection. */
  get identity(): Identity {
    return this.#identity;
  }

  /** Welcome of the newest socket, with the identity of the connection. */
  get welcome(): wire.Welcome {
    const { id, token } = this.identity;
    return { ...this.#welcome, connection_id: id, resume_token: token };
  }

  /** State now. */
  get state(): ClientState {
    return this.#state;
  }

  /** Returns a new `request_id`. */
  readonly newId = (): string => `${this.#prefix}-${++this.#count}`;

  /**
   * Connects, in at most five tries.
   *
   * @throws {PinkPageError} when the service refuses or does not answer
   */
  async open(signal?: AbortSignal): Promise<void> {
    for (let tries = 0; tries < FIRST_TRIES; tries++) {
      if (tries > 0) await firstOf([], { ms: this.#options.backoff(tries), signal });
      signal?.throwIfAborted();
      const attempted = await this.#attempt(signal);
      if (attempted.kind === "failed") continue;
      if (attempted.kind === "refused") throw attempted.error;
      if (attempted.kind === "lost") {
        attempted.socket.drop();
        throw this.http.errors.lost(attempted.detail ?? "");
      }
      this.#begin(attempted);
      void this.#keep();
      return;
    }
    signal?.throwIfAborted();
    throw this.http.errors.unreachable("The service cannot be reached");
  }

  /** Resolves when the connection is open. @throws {PinkPageError} when it has ended */
  async whenOpen(signal?: AbortSignal): Promise<void> {
    while (this.#state.name === "away" && !signal?.aborted) {
      await firstOf([this.#change.next()], { signal });
    }
    signal?.throwIfAborted();
    if (this.#state.name === "closed") throw this.http.errors.closed();
    if ("error" in this.#state) throw this.#state.error;
  }

  /** Sends a message, when the connection is open. Without a connection it is dropped. */
  send(message: wire.ClientMessage): void {
    if (this.#state.name === "open") return this.#socket.send(message);
    if (this.#state.name !== "away") return;
    if (this.#unsent.length === 1_000) {
      const detail = "1,000 messages wait for the connection: write less";
      throw this.http.errors.quota(detail);
    }
    this.#unsent.push(message);
  }

  /**
   * Sends a message when the connection is open, and returns the answer; undefined when the socket
   * is lost before it comes.
   *
   * @throws {PinkPageError} when the connection has ended
   */
  async ask(question: Question, id: string = this.newId()): Promise<wire.ServerEvent | undefined> {
    await this.whenOpen();
    return await this.#socket.ask(question, id);
  }

  /** Acknowledges output of an operation. The service knows that of the last one only. */
  acknowledge(operation: OperationReceiver, seq: number): void {
    if (this.#state.name !== "open" || !this.receivers.isLast(operation)) return;
    this.#socket.send({ type: "ack", data: { seq } });
  }

  /** Starts an operation over the open connection. @throws {PinkPageError} 50010 */
  begin(operation: OperationReceiver, message: wire.ClientMessage): void {
    if (![undefined, operation].includes(this.receivers.running)) {
      const detail = "Another operation runs: wait for its ending";
      throw this.http.errors.coded(50010, { message: "Task already running", detail });
    }
    this.receivers.begin(operation);
    this.send(message);
  }

  /** Closes the connection with 1000. */
  async close(): Promise<void> {
    this.#stop.abort();
    if (this.#state.name === "open") await this.#socket.close(1000);
    this.#end({ name: "closed" });
  }

  #attempt(signal?: AbortSignal): Promise<Attempted> {
    return attempt({
      ...this.#options,
      newId: this.newId,
      signal: signal ?? this.#stop.signal,
      onEvent: (event) => this.#receive(event),
      resume: () => this.#resumable(),
    });
  }

  #resumable(): Resumable | undefined {
    const { token } = this.#identity;
    return token === "" ? undefined : { token, seqs: this.receivers.rewind() };
  }

  #begin(
    { kind, socket, welcome, resumed }: Extract<Attempted, { welcome: wire.Welcome }>,
  ): void {
    this.#socket = socket;
    this.#welcome = welcome;
    if (kind !== "resumed") {
      this.#identity = { id: welcome.connection_id, token: welcome.resume_token };
      this.receivers.renew();
    }
    this.receivers.sessionToken ??= resumed?.session_token ?? null;
    this.leases.begin(welcome);
    this.#set({ name: "open" });
    for (const message of this.#unsent.splice(0)) socket.send(message);
    if (resumed !== undefined) this.receivers.resumed();
    this.receivers.ask?.resumed();
  }

  /** Keeps the connection over one socket after the other, until it ends. */
  async #keep(): Promise<void> {
    const { signal } = this.#stop;
    let state: ClientState | undefined;
    while (state === undefined && !signal.aborted) {
      const end = await this.#socket.closed;
      if (!signal.aborted) state = stateAfter(end, this.http.errors) ?? await this.#reconnect();
    }
    if (state !== undefined) this.#end(state);
  }

  /** Resumes over another socket. Returns the final state when that fails. */
  async #reconnect(): Promise<ClientState | undefined> {
    const { errors } = this.http;
    const until = new Date(Date.now() + this.#welcome.service.resume_seconds * 1_000);
    for (let tries = 0;; tries++) {
      this.#set({ name: "away", until, tries });
      const { signal } = this.#stop;
      if (tries > 0) await firstOf([], { ms: this.#options.backoff(tries), signal });
      // A computer that slept past the time tries once more.
      const isLast = Date.now() >= until.getTime();
      const attempted = await this.#attempt();
      if (signal.aborted) return undefined;
      if (attempted.kind === "refused") return { name: "refused", error: attempted.error };
      if (attempted.kind === "lost" && this.receivers.isBusy) {
        attempted.socket.drop();
        return { name: "lost", error: errors.lost(attempted.detail ?? "") };
      }
      if (attempted.kind !== "failed") {
        this.#begin(attempted);
        return undefined;
      }
      if (isLast) return { name: "lost", error: errors.lost("The service cannot be reached") };
    }
  }

  #receive(event: wire.ServerEvent): void {
    if (event.type === "resumed") return this.receivers.running?.identify(event);
    const id = "request_id" in event ? event.request_id : undefined;
    const isReply = id !== undefined && event.type !== "session_asked";
    if (isReply) return this.receivers.receive(id, event);
    if (event.type === "error") return;
    this.leases.note(event as wire.Broadcast);
    this.broadcasts.push(event as wire.Broadcast);
  }

  #set(state: ClientState): void {
    this.#state = state;
    this.states.push(state);
    this.#change.notify();
  }

  #end(state: ClientState): void {
    if (this.#state.name !== "open" && this.#state.name !== "away") return;
    const error = "error" in state ? state.error : undefined;
    this.#set(state);
    this.receivers.stop(error ?? this.http.errors.closed());
    this.leases.change.notify();
    this.states.end();
    this.broadcasts.end();
    this.#finish(error);
  }
}
