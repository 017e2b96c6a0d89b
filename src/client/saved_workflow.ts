import type { ErrorFields } from "./error.ts";
import type { Errors } from "./errors.ts";
import type { SavedWorkflow, StepState, WorkflowState } from "./workflow.ts";

/** Id of a workflow, which the ids of its operations begin with, and its state. */
export interface KeptWorkflow {
  /** Id of the workflow. */
  readonly id: string;
  /** State of the workflow. */
  readonly state: WorkflowState;
}

/** Returns the JSON value of a workflow. */
export function savedWorkflow(kept: KeptWorkflow): SavedWorkflow {
  return JSON.parse(JSON.stringify({ version: 1, ...kept }));
}

/** Returns the workflow of a JSON value. */
export function keptWorkflow(saved: SavedWorkflow, errors: Errors): KeptWorkflow {
  const { id, state } = saved as unknown as KeptWorkflow;
  return { id, state: { ...state, steps: state.steps.map((step) => keptStep(step, errors)) } };
}

function keptStep({ startedAt, error, ...rest }: StepState, errors: Errors): StepState {
  return {
    ...rest,
    ...startedAt && { startedAt: new Date(startedAt) },
    ...error && { error: errors.of(error as unknown as ErrorFields) },
  };
}
