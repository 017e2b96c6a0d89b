import type { PinkPageError } from "./error.ts";
import type { Session } from "./session.ts";
import type { StepState, WorkflowState } from "./workflow.ts";

/** Checks whether a step is not to be run any more. */
export function isDone(state: StepState["state"] | undefined): boolean {
  return state === "completed" || state === "skipped";
}

/** Returns the error with which a session has ended; undefined without one, and while it lasts. */
export async function errorOf({ ended }: Session): Promise<PinkPageError | undefined> {
  return await Promise.race([ended, Promise.resolve(undefined)]);
}

/** Checks whether a workflow has ended. */
export function isOver({ phase }: WorkflowState): boolean {
  return phase === "completed" || phase === "ended";
}
