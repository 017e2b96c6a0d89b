import type { Broadcast } from "../domain/broadcast.ts";
import { hasEnded, type RunChange, type RunView } from "../domain/run.ts";
import { seesRun } from "../domain/sees.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { RunFeed, RunWait } from "./run_feed.ts";

/** Tells the changes of runs to all clients that see them, and wakes those that watch. */
export class RunBroadcast implements RunFeed {
  readonly #broadcast: Pick<Broadcast, "send">;
  readonly #waits = new Map<string, RunWait>();
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

  /** Returns the state of a run as clients are told. */
  statusOf({ run: { steps: _, ...run } }: RunView): EventOf<"run_status"> {
    const { place, gate } = this.#waits.get(run.run_id) ?? {};
    return {
      type: "run_status",
      ...run,
      ...run.state === "waiting" && place,
      ...run.state === "gating" && gate !== undefined && { gate: [...gate] },
    };
  }

  /** Tells a committed change. */
  changed(view: RunView, changes: readonly RunChange[]): void {
    const { run } = view;
    if (hasEnded(run)) this.#waits.delete(run.run_id);
    const steps = new Set(
      changes.map((change) => change.kind === "step" ? change.path : undefined),
    );
    const isRun = changes.some(({ kind }) => kind === "run");
    // The end of a run comes after those of its steps.
    const isLast = hasEnded(run);
    if (isRun && !isLast) this.#send(view, this.statusOf(view));
    for (const step of run.steps) {
      if (!steps.has(step.path)) continue;
      this.#send(view, { type: "step_status", run_id: run.run_id, ...step });
    }
    if (isRun && isLast) this.#send(view, this.statusOf(view));
    this.recorded(run.run_id);
  }

  /** Tells what a run waits for. */
  waits(view: RunView, wait: RunWait): void {
    this.#waits.set(view.run.run_id, wait);
    this.#send(view, this.statusOf(view));
    this.recorded(view.run.run_id);
  }

  /** Wakes those that watch a run. */
  recorded(runId: string): void {
    this.#changes.get(runId)?.resolve();
    this.#changes.delete(runId);
  }

  #send({ run }: RunView, event: EventOf<"run_status" | "step_status">): void {
    this.#broadcast.send(event, ({ principal }) => seesRun(principal, run));
  }
}
