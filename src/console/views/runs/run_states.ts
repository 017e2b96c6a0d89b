import type { wire } from "../../../client/mod.ts";

/** States of runs, in their order. */
export const RUN_STATES: readonly wire.RunState[] = [
  "queued",
  "gating",
  "waiting",
  "running",
  "paused",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
];

/** Checks whether a run in this state has ended. */
export function hasEnded(state: wire.RunState | undefined): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

/** Step from which a run may be repeated. */
type Step = Pick<wire.StepStatus, "path" | "state">;

/** Returns the steps from which a run can be repeated: those before them are done. */
export function repeatable<Of extends Step>(steps: readonly Of[]): Of[] {
  const first = steps.findIndex((step) => !isDone(step));
  return first < 0 ? [...steps] : steps.slice(0, first + 1);
}

/** Returns the step that a repetition begins with unless the user chooses another one. */
export function firstUndone<Of extends Step>(steps: readonly Of[]): Of | undefined {
  return steps.find((step) => !isDone(step)) ?? steps[0];
}

/**
 * Returns the step whose output is worth reading: the one that runs or has run last. For an
 * approval it is the step before it, which is to be judged.
 */
export function shownStep<Of extends Step & Pick<wire.StepStatus, "kind">>(
  steps: readonly Of[],
): Of | undefined {
  const begun = steps.filter(({ state }) => state !== "pending" && state !== "skipped");
  return begun.findLast(({ kind }) => kind !== "approval") ?? begun.at(-1) ??
    steps.find(({ state }) => state !== "skipped") ?? steps[0];
}

function isDone({ state }: Step): boolean {
  return state === "succeeded" || state === "skipped";
}
