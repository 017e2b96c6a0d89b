import { hasEnded, type RunView, type StepDecision } from "../domain/run.ts";
import { AppError } from "../errors.ts";
import type { Run } from "../protocol/rest/run_records.ts";
import { ActiveRun } from "./active_run.ts";
import type { RestoredListener } from "./fence.ts";
import { Leftovers } from "./leftovers.ts";
import type { RunPorts } from "./run_ports.ts";

/** Options for {@linkcode JobRuns}. */
export interface JobRunsOptions extends RunPorts {
  /** Called when the database turns out to be an older copy of ours. */
  readonly onRestored: () => void;
}

/** Runs of jobs that the service works on. Disposing it leaves them: they go on later. */
export class JobRuns implements Disposable {
  readonly #options: JobRunsOptions;
  readonly #active = new Map<string, ActiveRun>();
  readonly #leftovers: Leftovers;
  /** Launches and fences that servers have told, and the database does not know. */
  readonly #evidence = new Set<string>();

  /** Creates it without a run. */
  constructor(options: JobRunsOptions) {
    this.#options = options;
    this.#leftovers = new Leftovers(options);
  }

  /**
   * Goes on with all runs that have not ended, and releases the leases of those that have.
   *
   * @throws {AppError} 41000 when they cannot be read
   */
  begin(): void {
    const { store, leases } = this.#options;
    const views = store.unfinished();
    const ids = new Set(views.map(({ run }) => run.run_id));
    for (const lease of leases.resumed) if (!ids.has(lease.runId)) lease.release();
    views.forEach((view) => this.#take(view));
  }

  /** Stores a new run and begins it. @throws {AppError} 41000 when it cannot be stored */
  add(run: Run, startKey?: string): void {
    this.#options.store.create(run, startKey);
    this.take(run.run_id);
  }

  /** Begins a stored run. @throws {AppError} 41000 when it cannot be read */
  take(runId: string): void {
    const view = this.#options.store.view(runId);
    if (view !== undefined) this.#take(view);
  }

  /** Returns a run as it is now. @throws {AppError} 52000 when there is none, 41000 */
  view(runId: string): RunView {
    const view = this.#active.get(runId)?.view ?? this.#options.store.view(runId);
    if (view !== undefined) return view;
    throw new AppError("JOB_NOT_FOUND", `No run has the id ${runId}`);
  }

  /** Checks whether a run of a job has not ended. */
  isRunning(job: string): boolean {
    return [...this.#active.values()].some(({ view: { run } }) =>
      run.job === job && !hasEnded(run)
    );
  }

  /** Cancels a run. @throws {AppError} 52000, 14000 when it has ended, 41000, 50012 */
  cancel(runId: string): void {
    this.#request(runId, (run) => run.request({ type: "cancel_asked" }));
  }

  /** Decides about a step. @throws {AppError} 52000, 14000 when it waits for none, 41000, 50012 */
  decide(runId: string, decision: StepDecision): void {
    this.#request(runId, (run) => run.request({ type: "decided", decision }));
  }

  /** Stops all acts. Commands on servers go on. */
  [Symbol.dispose](): void {
    this.#leftovers[Symbol.dispose]();
    for (const run of this.#active.values()) run[Symbol.dispose]();
    this.#active.clear();
  }

  /** Sends a request to a run. @throws {AppError} 52000, 14000 when it has ended, 41000 */
  #request(runId: string, act: (run: ActiveRun) => void): void {
    const active = this.#active.get(runId);
    if (active !== undefined) return act(active);
    const { run: { state } } = this.view(runId);
    throw new AppError("NOT_ALLOWED", `The run has ended: it is ${state}`);
  }

  #take(view: RunView): void {
    const { run_id: id } = view.run;
    if (this.#leftovers.isOver || this.#active.has(id)) return;
    const run = new ActiveRun(view, this.#options, {
      onOver: () => this.#active.delete(id),
      onRestored: (told) => this.#onRestored(told),
      onReleased: (servers, fence) => this.#leftovers.collect(servers, fence),
    });
    this.#active.set(id, run);
    run.serve({ type: "begin" });
  }

  /** Pauses all runs: what they did since the backup of the database is not known. */
  #onRestored({ highest, evidence = "" }: Parameters<RestoredListener>[0]): void {
    if (this.#evidence.has(evidence)) return;
    this.#evidence.add(evidence);
    const { leases, log, onRestored } = this.#options;
    log.error("the database is older than the servers: it was restored; runs are paused", {
      fence: highest,
    });
    leases.raiseCounter(highest);
    this.#leftovers.forget();
    const detail = "The database was restored: what the run did since the backup is not known";
    const error = new AppError("JOB_STEP_UNKNOWN", detail);
    for (const run of this.#active.values()) run.serve({ type: "restored", error });
    onRestored();
  }
}
