import type { Broadcast } from "../domain/broadcast.ts";
import { hasEnded, type RunChange, type RunView } from "../domain/run.ts";
import type { Principal } from "../domain/principal.ts";
import { seesRun, waitFor } from "../domain/sees.ts";
import type { Run, RunWait } from "../protocol/rest/run_records.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { RunFeed, RunProgress } from "./run_feed.ts";

/** Tells the changes of runs to all clients that see them, and wakes those that watch. */
export class RunBroadcast implements RunFeed {
  readonly #broadcast: Pick<Broadcast, "send">;
  readonly #waits = new Map<string, RunWait>();
  /** Last progress of the last transfer, by the ids of the runs. */
  readonly #progress = new Map<string, RunProgress>();
  /** Next changes by the ids of the runs, for those that watch. */
  readonly #changes = new Map<string, PromiseWithResolvers<void>>();

  /** Takes the channel to the clients. */
  constructor(broadcast: Pick<Broadcast, "send">) {
    this.#broadcast = broadcast;
  }

  /** Resolves with the next change or output of a run. */
  next(runId: string): Promise<void> {
    const change = this.#changes.get(runId) ?? Promise.withResolvers<void>();
    this.#changes.set(runId, change);
    return change.promise;
  }

  /** Returns a run with the cause of its wait, as a principal sees it. */
  waiting<Fields extends Pick<Run, "run_id">>(run: Fields, principal: Principal): Fields & RunWait {
    return { ...run, ...waitFor(principal, this.#waits.get(run.run_id) ?? {}) };
  }

  /** Returns the state of a run as a principal sees it. */
  statusOf(view: RunView, principal: Principal): EventOf<"run_status"> {
    return waitFor(principal, this.#statusOf(view));
  }

  /** Tells a committed change. */
  changed(view: RunView, changes: readonly RunChange[]): void {
    const { run } = view;
    const isMoved = changes.some((change) => change.kind === "run" && change.fields.state);
    if (isMoved) this.#waits.delete(run.run_id);
    if (hasEnded(run)) this.#progress.delete(run.run_id);
    const steps = new Set(
      changes.map((change) => change.kind === "step" ? change.path : undefined),
    );
    const isRun = changes.some(({ kind }) => kind === "run");
    // The end of a run comes after those of its steps.
    const isLast = hasEnded(run);
    if (isRun && !isLast) this.#send(view, this.#statusOf(view));
    for (const step of run.steps) {
      if (!steps.has(step.path)) continue;
      this.#send(view, { type: "step_status", run_id: run.run_id, ...step });
    }
    if (isRun && isLast) this.#send(view, this.#statusOf(view));
    this.recorded(run.run_id);
  }

  /** Tells what a run waits for. */
  waits(view: RunView, wait: RunWait): void {
    this.#waits.set(view.run.run_id, wait);
    this.#send(view, this.#statusOf(view));
    this.recorded(view.run.run_id);
  }

  /** Tells the progress of a transfer, for those that watch. */
  progressed(runId: string, progress: RunProgress): void {
    this.#progress.set(runId, progress);
    this.recorded(runId);
  }

  /** Returns the last progress of the last transfer of a run that has not ended. */
  progressOf(runId: string): RunProgress | undefined {
    return this.#progress.get(runId);
  }

  /** Wakes those that watch a run. */
  recorded(runId: string): void {
    this.#changes.get(runId)?.resolve();
    this.#changes.delete(runId);
  }

  #statusOf({ run: { steps: _, ...run } }: RunView): EventOf<"run_status"> {
    return { type: "run_status", ...run, ...this.#waits.get(run.run_id) };
  }

  #send({ run }: RunView, event: EventOf<"run_status" | "step_status">): void {
    this.#broadcast.send(event, ({ principal }) => seesRun(principal, run));
  }
}
