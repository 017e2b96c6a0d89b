import { signal } from "@preact/signals";
import type { SavedWorkflow, StepState, Workflow, WorkflowState } from "../../../client/mod.ts";

/** Workflow that runs from this page, or ran last. */
export interface PageWorkflow {
  /** Id in the list. */
  readonly id: string;
  /** Workflow. */
  readonly workflow: Workflow;
  /** State of all its steps. */
  readonly state: WorkflowState;
  /** Whether its session lasts and it waits for a decision. */
  readonly isDeciding: boolean;
  /** Time of the failure; undefined without one. */
  readonly failedAt?: Date | undefined;
  /** Error that ended it beside that of a step: a refused, expired or lost session. */
  readonly error?: unknown;
}

/** Workflow to run, from one of its steps on. */
export interface Course {
  /** Id in the list. */
  readonly id: string;
  /** Workflow. */
  readonly workflow: Workflow;
  /** States of the steps before the first one that runs. Default: none. */
  readonly before?: readonly StepState[] | undefined;
}

/** Running workflow in the memory of the tab. */
export interface SavedCourse {
  /** Workflow that runs. */
  readonly course: Course;
  /** State from which the client goes on. */
  readonly saved: SavedWorkflow;
  /** Time of the failure that waits for a decision, in ISO 8601 UTC. */
  readonly failedAt?: string | undefined;
}

/** Workflow of this page; undefined before the first one. */
export const pageWorkflow = signal<PageWorkflow | undefined>(undefined);

/** Id of the workflow that the user has started from a list; undefined when it has begun. */
export const wantedWorkflow = signal<string | undefined>(undefined);

/** Key of the state of a running workflow in the memory of the tab. */
export const WORKFLOW_KEY = "workflow";

/** Checks whether a workflow runs from this page. */
export function isRunning({ state: { phase } }: PageWorkflow): boolean {
  return phase !== "completed" && phase !== "ended";
}
