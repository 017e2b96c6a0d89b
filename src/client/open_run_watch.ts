import { Change, firstOf } from "./change.ts";
import type { Connection } from "./connection.ts";
import { completeOf, type Ending } from "./ending.ts";
import type { PinkPageError } from "./error.ts";
import type { RunEvent, RunWatch, WatchRunOptions } from "./jobs.ts";
import type { OperationReceiver, SavedOperation } from "./receiver.ts";
import { WINDOW } from "./start_message.ts";
import type * as wire from "./wire.ts";

/** Codes of failures of a watching, not of its run, that pass: it is opened again. */
const PASSING: readonly (number | null)[] = [10001, 14001, 41000];
/** Time before it is opened again after such a failure, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Stage of a watching. `stopping`: events are ignored until the service has ended it; `closed`: the
 * service does not know it, and it is to be opened.
 */
type Stage = "closed" | "open" | "stopping";

/** Watching of a run over one connection after the other. */
export class OpenRunWatch implements RunWatch, OperationReceiver {
  /** Id that the events of the last opening carry. */
  requestId = "";
  readonly offsets: Record<string, number>;
  readonly ended: Promise<PinkPageError | undefined>;
  readonly hasArrived = true;
  readonly survives = true;
  readonly #connection: Connection;
  readonly #runId: string;
  readonly #change = new Change();
  /** Events that the reader has not taken. */
  #events: RunEvent[] = [];
  /** Characters of output among them. */
  #heldCharacters = 0;
  /** Number of bytes of output that were received, by `attempt_id`. */
  readonly #received: Record<string, number>;
  /** Last states, by their types and the paths of their steps, which each opening repeats. */
  readonly #told = new Map<string, string>();
  #stage: Stage = "closed";
  #pauseMs = 0;
  /** Id of the connection over which it was opened. */
  #openedBy = "";
  #isCancelled = false;
  #isDiscarding = false;
  #ending: Ending<wire.RunComplete> | undefined;
  #settle: (error: PinkPageError | undefined) => void = () => {};

  /** Watches a run as soon as the connection is open. */
  constructor(connection: Connection, runId: string, { offsets, signal }: WatchRunOptions) {
    this.#connection = connection;
    this.#runId = runId;
    this.offsets = { ...offsets };
    this.#received = { ...offsets };
    this.ended = new Promise((resolve) => this.#settle = resolve);
    void firstOf([this.ended], { signal }).then(() => this.cancel());
    void this.#keep();
  }

  /** Saved state, of which nothing is resumed: the offsets tell more. */
  get saved(): SavedOperation {
    const { requestId, hasArrived } = this;
    return { requestId, seq: 0, hasArrived, isWatching: true, isEnded: true, isManual: false };
  }

  /** Whether it was opened and has not ended. */
  get isRunning(): boolean {
    return this.#openedBy !== "" && this.#ending === undefined;
  }

  /** Takes an event. */
  receive(event: wire.ServerEvent): void {
    switch (event.type) {
      case "run_status":
      case "step_status":
      case "run_output":
      case "transfer_progress":
        if (this.#stage === "open") this.#take(event);
        return;
      case "complete":
        if (this.#stage !== "open") return this.#close();
        return this.#finish({ complete: event as wire.RunComplete });
      case "cancelled":
        // The service shuts down.
        return this.#close(this.#stage === "open" ? PAUSE_MS : 0);
      case "error": {
        const isPassing = event.run_id === undefined && PASSING.includes(event.error_code);
        if (this.#stage !== "open" || isPassing) return this.#close(isPassing ? PAUSE_MS : 0);
        return this.stop(this.#connection.http.errors.told(event));
      }
    }
  }

  rewind(): number {
    return 0;
  }

  /** Ignores the missed events, which follow: it is opened again from the output that it has. */
  identify(): void {
    if (this.#stage === "open") this.#stage = "stopping";
  }

  /** Goes on over another socket. */
  resumed(): void {
    if (this.#openedBy !== this.#connection.identity.id) this.#close();
    else if (this.#stage === "stopping") this.#askToStop();
  }

  stop(error: unknown): void {
    this.#finish({ error });
  }

  /** Yields the events. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent, void, void> {
    try {
      for (;;) {
        const event = this.#events.shift();
        if (event === undefined) {
          if (this.#ending !== undefined) return void completeOf(this.#ending);
          await this.#change.next();
          continue;
        }
        if (event.type === "run_output") {
          this.#heldCharacters -= event.data.length;
          this.offsets[event.attempt_id] = event.end;
          if (this.#stage === "closed") this.#change.notify();
        }
        yield event;
      }
    } finally {
      await this.cancel();
    }
  }

  /** Waits for the good ending. */
  async done(): Promise<wire.RunComplete> {
    this.#isDiscarding = true;
    this.#events = [];
    this.#heldCharacters = 0;
    this.#change.notify();
    await this.ended;
    return completeOf(this.#ending);
  }

  /** Ends the watching. */
  async cancel(): Promise<void> {
    if (!this.#isCancelled && this.#ending === undefined) {
      this.#isCancelled = true;
      if (this.#stage === "closed") this.#close();
      else this.#askToStop();
    }
    await this.ended;
  }

  /** Ends the watching. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.cancel();
  }

  /** Opens it, again each time when it is closed, until it ends. */
  async #keep(): Promise<void> {
    try {
      for (;;) {
        const { state } = this.#connection;
        if (state.name !== "open") await this.#orEnded(this.#connection.whenOpen());
        if (this.#ending === undefined) this.#open();
        while (this.#stage !== "closed" && this.#ending === undefined) await this.#change.next();
        if (this.#pauseMs > 0) await firstOf([this.ended], { ms: this.#pauseMs });
        await this.#orEnded(this.#untilWanted());
        if (this.#ending !== undefined) return;
      }
    } catch (error) {
      this.stop(error);
    }
  }

  /** Resolves when the reader takes more. */
  async #untilWanted(): Promise<void> {
    while (this.#heldCharacters * 2 > WINDOW) await this.#change.next();
  }

  async #orEnded(promise: Promise<unknown>): Promise<void> {
    await Promise.race([promise, this.ended]);
  }

  #open(): void {
    const request_id = this.requestId = this.#connection.newId();
    const data = { run_id: this.#runId, offsets: this.#received };
    this.#connection.begin(this, { type: "watch_run", request_id, data });
    this.#openedBy = this.#connection.identity.id;
    this.#stage = "open";
  }

  /** Asks the service to end it. The answer is its ending, or an error when it does not run. */
  #askToStop(): void {
    this.#stage = "stopping";
    this.#connection.send({ type: "cancel", request_id: this.requestId });
  }

  /** Notes that the service has ended it. */
  #close(pauseMs = 0): void {
    this.#stage = "closed";
    this.#pauseMs = pauseMs;
    if (this.#isCancelled) this.stop(this.#connection.http.errors.cancelled());
    this.#change.notify();
  }

  #take(event: RunEvent): void {
    const isOutput = event.type === "run_output";
    if (isOutput) this.#received[event.attempt_id] = event.end;
    else if (this.#isTold(event)) return;
    if (this.#isDiscarding) return;
    if (isOutput) this.#heldCharacters += event.data.length;
    const isProgress = event.type === "transfer_progress";
    if (isProgress && this.#events.at(-1)?.type === event.type) this.#events.pop();
    this.#events.push(event);
    this.#change.notify();
    if (this.#heldCharacters > WINDOW) this.#askToStop();
  }

  /** Notes a state. Returns whether it is the last one that was told. */
  #isTold(event: Exclude<RunEvent, wire.RunOutput>): boolean {
    const key = event.type + ("path" in event ? event.path : "");
    const text = JSON.stringify({ ...event, request_id: undefined });
    const isTold = this.#told.get(key) === text;
    this.#told.set(key, text);
    return isTold;
  }

  #finish(ending: Ending<wire.RunComplete>): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#settle("error" in ending ? ending.error as PinkPageError : undefined);
    this.#change.notify();
  }
}
