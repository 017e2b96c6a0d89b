import type { JobDefinition } from "../protocol/job_definition.ts";
import type { ListedRun, Run, StepRun } from "../protocol/rest/run_records.ts";

/** Attempt to do a step. The attempt of a command is a directory on its server. */
export interface Attempt {
  /** UUID, also the name of the directory. */
  readonly id: string;
  /** Path of the step. */
  readonly path: string;
  /** Number among the attempts of the step, from 1. */
  readonly no: number;
  /** Server of a command; null for a transfer. */
  readonly server_name: string | null;
  /** Fence of its run: a write under a lower one is refused. Null for a transfer. */
  readonly fence: number | null;
  /** Random text that marks the end of the output. */
  readonly nonce: string;
  /**
   * `ended`: it is over or given up, and its directory is to be removed; `unknown`: nobody knows,
   * and nobody looks after it.
   */
  readonly state: "planned" | "running" | "ended" | "cleaned" | "unknown";
  /** Number of bytes of output that are recorded. */
  readonly recorded_bytes: number;
  /** Offset of the command's first byte in the spool of its server; null until it is known. */
  readonly spool_start: number | null;
  /** Number of bytes of output up to the end of the stop phrase; null until it is found. */
  readonly phrase_end: number | null;
  /** Start of the command, ISO 8601 in UTC; null before it. */
  readonly launched_at: string | null;
}

/** Run with the facts of its execution. */
export interface RunView {
  /** Run, as people see it. */
  readonly run: Run;
  /** Definition that the run keeps. */
  readonly definition: JobDefinition;
  /** Attempts of all steps, oldest first. */
  readonly attempts: readonly Attempt[];
}

/** Fields of a run that change. */
export type RunFields = Partial<
  Pick<
    ListedRun,
    | "state"
    | "state_at"
    | "lease_id"
    | "fence"
    | "started_at"
    | "ended_at"
    | "error_code"
    | "error_detail"
  >
>;

/** Fields of a step that change. */
export type StepFields = Partial<Omit<StepRun, "path" | "name" | "kind">>;

/** Fields of an attempt that change. */
export type AttemptFields = Partial<Pick<Attempt, "state" | "launched_at">>;

/** Decision of a person about a step. */
export interface StepDecision {
  /** Path of the step. */
  readonly path: string;
  /** Decision: the first two for an approval, the others for a command with an unknown end. */
  readonly decision: "approve" | "reject" | "succeeded" | "failed" | "retry";
  /** Name of the token; null without authentication, and for a timeout. */
  readonly by: string | null;
  /** Text of the person. */
  readonly comment: string | null;
}

/** Change of a run, which is committed before its effects. */
export type RunChange =
  | { readonly kind: "run"; readonly fields: RunFields }
  | { readonly kind: "step"; readonly path: string; readonly fields: StepFields }
  | { readonly kind: "plan"; readonly attempt: Attempt }
  | { readonly kind: "attempt"; readonly id: string; readonly fields: AttemptFields }
  | { readonly kind: "decision"; readonly decision: StepDecision };

/** Returns a run after a change. */
export function changed(view: RunView, change: RunChange): RunView {
  const { run, attempts } = view;
  switch (change.kind) {
    case "run":
      return {
        ...view,
        run: { ...run, ...change.fields },
        attempts: refenced(view, change.fields),
      };
    case "step": {
      const steps = run.steps.map((step) =>
        step.path === change.path ? { ...step, ...change.fields } : step
      );
      return { ...view, run: { ...run, steps } };
    }
    case "plan":
      return { ...view, attempts: [...attempts, change.attempt] };
    case "attempt": {
      const update = (attempt: Attempt) =>
        attempt.id === change.id ? { ...attempt, ...change.fields } : attempt;
      return { ...view, attempts: attempts.map(update) };
    }
    case "decision":
      return view;
  }
}

/** Returns the attempts, of which the open one is written under the new fence of its run. */
function refenced({ attempts }: RunView, { fence }: RunFields): readonly Attempt[] {
  if (fence === undefined || fence === null) return attempts;
  return attempts.map((attempt) =>
    isOpen(attempt) && attempt.server_name !== null ? { ...attempt, fence } : attempt
  );
}

/** Checks whether an attempt may run. */
function isOpen({ state }: Attempt): boolean {
  return state === "planned" || state === "running";
}

/** Checks whether a run has ended. */
export function hasEnded({ state }: Pick<ListedRun, "state">): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

/** Returns the attempt that may run, if any: at most one. */
export function openAttempt({ attempts }: Pick<RunView, "attempts">): Attempt | undefined {
  return attempts.find(isOpen);
}
