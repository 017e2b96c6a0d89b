import { hasEnded, type RunView } from "../domain/run.ts";
import { AppError, toAppError } from "../errors.ts";
import { advance } from "./advance.ts";
import { isOutage } from "./fence.ts";
import { RunActs, type RunActsOptions } from "./run_acts.ts";
import type { Advance, RunEffect, RunEvent } from "./run_event.ts";
import type { Checkpoint, RunPorts } from "./run_ports.ts";

/** Time between two tries to commit, in milliseconds. */
const RETRY_MS = 1_000;

/** Options for {@linkcode ActiveRun}. */
export interface ActiveRunOptions extends Pick<RunActsOptions, "onRestored" | "onReleased"> {
  /** Called when nothing of the run is left to do, or another service has it. */
  readonly onOver: () => void;
}

/**
 * Run that the service works on. Events are served one after the other: what one changes is
 * committed before its effects begin. While the database cannot be written, events wait and nothing
 * new begins. Disposing it leaves the run as it is.
 */
export class ActiveRun implements Disposable {
  readonly #ports: RunPorts;
  readonly #options: ActiveRunOptions;
  readonly #acts: RunActs;
  readonly #waiting: RunEvent[] = [];
  #view: RunView;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  /** Creates it without doing anything: `serve` of `begin` does. */
  constructor(view: RunView, ports: RunPorts, options: ActiveRunOptions) {
    this.#view = view;
    this.#ports = ports;
    this.#options = options;
    this.#acts = new RunActs(ports, {
      ...options,
      view: () => this.#view,
      serve: (event) => this.serve(event),
    });
  }

  /** Run after its last committed change. */
  get view(): RunView {
    return this.#view;
  }

  /** Serves an event, at once if possible. */
  serve(event: RunEvent): void {
    if (this.#isOver) return;
    this.#waiting.push(event);
    if (this.#waiting.length === 1) this.#serveWaiting();
  }

  /**
   * Serves the request of a person.
   *
   * @throws {AppError} 14000 when it does not fit the state; 41000 when it cannot be committed, or
   * 50012 when another service has the run: then nothing has happened
   */
  request(event: RunEvent): void {
    if (this.#waiting.length > 0) {
      throw new AppError("DATABASE_QUERY_FAILED", "The run cannot be written: try again");
    }
    this.#serveNow(event);
  }

  /** Stops all acts. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#retry);
    this.#acts[Symbol.dispose]();
  }

  #serveWaiting(): void {
    this.#retry = undefined;
    for (let event = this.#waiting[0]; event !== undefined; event = this.#waiting[0]) {
      if (this.#isOver) return;
      try {
        this.#serveNow(event);
      } catch (cause) {
        if (isOutage(cause)) {
          this.#retry = setTimeout(() => this.#serveWaiting(), RETRY_MS);
          return;
        }
        const { run_id: run } = this.#view.run;
        this.#ports.log.error("an event of a run failed", { run, error: toAppError(cause) });
      }
      this.#waiting.shift();
    }
  }

  #serveNow(event: RunEvent): void {
    const newId = crypto.randomUUID();
    const newNonce = crypto.randomUUID();
    const { run } = this.#view;
    const next = advance(this.#view, event, { nowMs: Date.now(), newId, newNonce });
    if (next.changes.length > 0) this.#commit(next);
    if (run.state !== next.view.run.state) this.#logState(next.view);
    this.#begin(next.effects);
    if (hasEnded(this.#view.run) && this.#acts.isIdle) this.#finish();
  }

  /** Commits changes. @throws {AppError} 41000, 50012 when another service has the run */
  #commit({ view, changes }: Advance): void {
    const { store, feed } = this.#ports;
    const now = new Date().toISOString();
    if (!store.change(this.#view.run, changes, { now, lease: this.#acts.lease })) {
      this.#finish();
      throw new AppError("LEASE_LOST", "Another service works on the run");
    }
    this.#view = view;
    this.#ports.checkpoint?.(checkpointOf(changes));
    feed.changed(view, changes);
  }

  #begin(effects: readonly RunEffect[]): void {
    for (const effect of effects) this.#acts.begin(effect);
  }

  #finish(): void {
    if (this.#isOver) return;
    this[Symbol.dispose]();
    this.#options.onOver();
  }

  #logState({ run: { run_id: run, job, state, error_code } }: RunView): void {
    const facts = { run, job, state, ...error_code !== null && { error_code } };
    this.#ports.log[state === "failed" ? "warn" : "info"]("run changed", facts);
  }
}

/** Returns the name of a commit for tests. */
function checkpointOf(changes: Advance["changes"]): Checkpoint {
  for (const change of changes) {
    if (change.kind === "plan") return "planned";
    const state = change.kind === "attempt" ? change.fields.state : undefined;
    if (state === "running" || state === "ended") return state;
  }
  return "committed";
}
