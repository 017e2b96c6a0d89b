import {
  type Attempt,
  type AttemptFields,
  changed,
  openAttempt,
  type RunChange,
  type RunFields,
  type RunView,
  type StepFields,
} from "../domain/run.ts";
import { type AppError, type ErrorKind, ERRORS } from "../errors.ts";
import type { JobStep } from "../protocol/job_steps.ts";
import type { StepRun } from "../protocol/rest/run_records.ts";
import type { Advance, Moment, RunEffect } from "./run_event.ts";

/** Failure as records have it. */
export type Fault = Pick<StepRun, "error_code" | "error_detail">;

/** Returns a failure as records have it. */
export function faultOf({ code, detail, message }: AppError): Fault {
  return { error_code: code, error_detail: detail ?? message };
}

/** Returns a failure of a kind as records have it. */
export function fault(kind: ErrorKind, detail: string): Fault {
  return { error_code: ERRORS[kind].code, error_detail: detail };
}

/** One event's changes of a run and their effects, as they are collected. */
export class Turn {
  readonly #moment: Moment;
  readonly #changes: RunChange[] = [];
  readonly #effects: RunEffect[] = [];
  #view: RunView;

  /** Begins without a change. */
  constructor(view: RunView, moment: Moment) {
    this.#view = view;
    this.#moment = moment;
  }

  /** Run after the changes so far. */
  get view(): RunView {
    return this.#view;
  }

  /** Changes and effects so far. */
  get advance(): Advance {
    return { view: this.#view, changes: this.#changes, effects: this.#effects };
  }

  /** Time of the event, in milliseconds since 1970. */
  get nowMs(): number {
    return this.#moment.nowMs;
  }

  /** Time of the event, ISO 8601 in UTC. */
  get now(): string {
    return new Date(this.#moment.nowMs).toISOString();
  }

  /** First step that is not done; undefined when all are. */
  get step(): StepRun | undefined {
    return this.#view.run.steps.find(({ state }) => state !== "succeeded" && state !== "skipped");
  }

  /** Changes fields of the run. */
  run(fields: RunFields): void {
    const stateAt = fields.state === undefined ? {} : { state_at: this.now };
    this.#change({ kind: "run", fields: { ...fields, ...stateAt } });
  }

  /** Changes fields of a step. */
  stepTo({ path }: Pick<StepRun, "path">, fields: StepFields): void {
    this.#change({ kind: "step", path, fields });
  }

  /** Changes fields of an attempt. */
  attempt({ id }: Pick<Attempt, "id">, fields: AttemptFields): void {
    this.#change({ kind: "attempt", id, fields });
  }

  /** Adds a change. */
  #change(change: RunChange): void {
    this.#changes.push(change);
    this.#view = changed(this.#view, change);
  }

  /** Records a decision. */
  decision(decision: Extract<RunChange, { kind: "decision" }>["decision"]): void {
    this.#change({ kind: "decision", decision });
  }

  /** Adds an effect. */
  effect(effect: RunEffect): void {
    this.#effects.push(effect);
  }

  /** Plans a new attempt of a step, which begins when the plan is committed. */
  plan({ path }: StepRun, definition: Exclude<JobStep, { approval: unknown }>): void {
    const { run: { fence }, attempts } = this.#view;
    const server = "command" in definition ? definition.command.server : null;
    const attempt: Attempt = {
      id: this.#moment.newId,
      path,
      no: 1 + attempts.filter((attempt) => attempt.path === path).length,
      server_name: server,
      fence: server === null ? null : fence,
      nonce: this.#moment.newNonce,
      state: "planned",
      recorded_bytes: 0,
      spool_start: null,
      phrase_end: null,
      launched_at: null,
    };
    this.#change({ kind: "plan", attempt });
    this.stepTo({ path }, { attempt_id: attempt.id });
    this.effect({ kind: server === null ? "transfer" : "launch", attempt });
  }

  /** Ends the run, and releases its lease when there is one. */
  end(state: "succeeded" | "failed" | "cancelled", failure: Partial<Fault> = {}): void {
    const open = openAttempt(this.#view);
    if (open !== undefined) this.attempt(open, { state: "unknown" });
    this.run({ state, ended_at: this.now, ...failure });
    this.release();
  }

  /** Releases the lease of the run, if it has one. */
  release(): void {
    const { lease_id: leaseId } = this.#view.run;
    if (leaseId !== null) this.effect({ kind: "release", leaseId });
  }
}
