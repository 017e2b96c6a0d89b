import type { LeaseEnd, OpenRecord } from "../domain/history.ts";
import type { SessionState } from "../domain/lease_state.ts";
import type { QueuePlace } from "../domain/run_leases.ts";
import { AppError } from "../errors.ts";
import type { Asked, Membership, SessionEnd, SessionOptions, Takeover } from "./session_options.ts";

/** Session of a client, or lease of a run: it waits for its servers, holds them, or is over. */
export class Session {
  /** Options. */
  readonly options: SessionOptions;
  /** Ends of the memberships, by the ids of the members. */
  readonly members = new Map<string, PromiseWithResolvers<SessionEnd | undefined>>();
  /** Aborts with an error 50014 when an administrator ends the lease of a run. */
  readonly takenOver = new AbortController();
  /** Aborts when the session is over, or not granted. */
  readonly ended = new AbortController();
  /** Resources of the wait. */
  readonly wait = new DisposableStack();
  /** Time of the grant, ISO 8601 in UTC. */
  since = new Date().toISOString();
  /** Number of the grant, or a later one that a run has taken; null before the grant. */
  fence: number | null = null;
  /** Number of the grant; 0 before it. */
  firstFence = 0;
  /** Place in the queue; undefined when it does not wait. */
  place: QueuePlace | undefined;
  /** Reason of its end, unless a takeover ends it. */
  endedBy: LeaseEnd = "released";
  /** Takeover that ends the session. */
  takeover: Takeover | undefined;
  /** Refusal of an ask that is not granted. Default: it was not granted in time. */
  refusal: Error | undefined;
  readonly #granted: PromiseWithResolvers<void> = silent();
  readonly #over: PromiseWithResolvers<Takeover | undefined> = silent();
  readonly #asked = new Map<string, Asked>();
  /** Latest state: null before the first, undefined after the last. */
  #state: SessionState | null | undefined = null;
  #isBusy = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #record: OpenRecord<LeaseEnd> | undefined;
  #changed = Promise.withResolvers<void>();

  /** Creates a session that waits. */
  constructor(options: SessionOptions) {
    this.options = options;
  }

  /** Number of the lease. */
  get id(): number {
    return this.options.id;
  }

  /** Secret with which clients join. */
  get token(): string {
    return this.options.token;
  }

  /** Settles when the wait is over: rejects with the refusal when the session is not granted. */
  get granted(): Promise<void> {
    return this.#granted.promise;
  }

  /**
   * Settles when the session is over, with the takeover that ended it, if one did. Rejects with
   * 50002 when it expired.
   */
  get over(): Promise<Takeover | undefined> {
    return this.#over.promise;
  }

  /** Whether it waits for its servers. */
  get isWaiting(): boolean {
    return this.fence === null && !this.ended.signal.aborted;
  }

  /** Resolves with the next change of the place, the end of the wait, or the next question. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  /** Yields the place in the queue, and again at each change, while the session waits. */
  async *places(): AsyncGenerator<QueuePlace> {
    for (;;) {
      const { changed, place } = this;
      if (place === undefined) return;
      yield place;
      await changed;
    }
  }

  /** Yields the place again, for an owner that may have missed it. */
  repeatPlace(): void {
    if (this.place !== undefined) this.#notify();
  }

  /** Adds a question for the owner, in place of an unread one of the same client. */
  ask(question: Asked): void {
    this.#asked.set(question.by.id, question);
    this.#notify();
  }

  /** Returns the questions that the owner has not read, which counts as reading them. */
  takeQuestions(): Asked[] {
    const questions = [...this.#asked.values()];
    this.#asked.clear();
    return questions;
  }

  /** Sets the place in the queue. */
  moveTo(place: QueuePlace): void {
    if (placeKey(place) === placeKey(this.place)) return;
    this.place = place;
    this.#notify();
  }

  /** Adds a member. Disposing the result calls `leave`, unless the membership is over. */
  addMember(clientId: string, leave: () => void): Membership {
    const { members, options: { client: owner } } = this;
    const membership = Promise.withResolvers<SessionEnd | undefined>();
    members.set(clientId, membership);
    return {
      owner,
      over: membership.promise,
      [Symbol.dispose]: () => {
        if (members.get(clientId) === membership) leave();
      },
    };
  }

  /**
   * Brings the session to the next state: grants it, ends what is over, and restarts the idle
   * timeout after a change. No timeout runs during an operation.
   */
  settle(state: SessionState | undefined, isBusy: boolean): void {
    if (state === this.#state && isBusy === this.#isBusy) return;
    this.#state = state;
    this.#isBusy = isBusy;
    clearTimeout(this.#idle);
    if (state === undefined) return this.fence === null ? this.#refuse() : this.#close();
    if (state.fence === null) return;
    const isNew = this.fence === null;
    this.fence = state.fence;
    if (isNew) this.#grant(state.fence);
    for (const [id, membership] of this.members) {
      if (state.members.includes(id)) continue;
      this.members.delete(id);
      membership.resolve(undefined);
    }
    const { idleSeconds, onIdle } = this.options;
    if (idleSeconds > 0 && !isBusy) this.#idle = setTimeout(onIdle, idleSeconds * 1000);
  }

  #grant(fence: number): void {
    this.firstFence = fence;
    this.since = new Date().toISOString();
    this.#record = this.options.begin();
    this.#endWait();
    this.#granted.resolve();
  }

  #refuse(): void {
    this.ended.abort();
    this.#endWait();
    const detail = "The servers did not become free in time";
    this.#granted.reject(this.refusal ?? new AppError("LEASE_WAIT_TIMEOUT", detail));
  }

  #endWait(): void {
    this.wait.dispose();
    this.place = undefined;
    this.#notify();
  }

  /** Ends the session for its owner and its members. */
  #close(): void {
    const { takeover, members } = this;
    const endedBy = takeover === undefined ? this.endedBy : "taken_over";
    this.ended.abort();
    this.#record?.end(endedBy);
    for (const membership of members.values()) membership.resolve({ endedBy, takeover });
    members.clear();
    if (endedBy !== "expired") return this.#over.resolve(takeover);
    const detail = `The session ran nothing for ${this.options.idleSeconds} s`;
    this.#over.reject(new AppError("SESSION_EXPIRED", detail));
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** Returns a promise whose rejection is no failure of the process when nobody awaits it. */
function silent<Value>(): PromiseWithResolvers<Value> {
  const deferred = Promise.withResolvers<Value>();
  deferred.promise.catch(() => {}); // A client that is gone no longer awaits the rejection.
  return deferred;
}

/** Returns a text that differs between places that a client can tell apart. */
function placeKey(place: QueuePlace | undefined): string {
  if (place === undefined) return "";
  const { position, blocked_by } = place;
  const blockers = blocked_by.map(({ lease_id, owner }) => `${lease_id ?? owner.operation_id}`);
  return `${position} ${blockers.join()}`;
}
