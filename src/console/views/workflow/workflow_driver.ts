import { signal } from "@preact/signals";
import type { Client, Decision, WorkflowRun, WorkflowState } from "../../../client/mod.ts";
import { announce } from "../../frame/announce.tsx";
import { isElsewhere } from "../../link/elsewhere.ts";
import { client, saveLink } from "../../link/link.ts";
import { forget, remember } from "../../link/memory.ts";
import { guardLeaving } from "./leaving.ts";
import { type Course, pageWorkflow, type SavedCourse, WORKFLOW_KEY } from "./page_workflow.ts";
import {
  clearStepOutputs,
  readStepOutput,
  restoreStepOutputs,
  saveStepOutputs,
} from "./step_outputs.ts";
import { keepEnding } from "./stored_workflows.ts";
import { workflowTexts } from "./workflow_texts.ts";
import { showInTitle } from "./workflow_title.ts";

/** Running workflow, with what answers its question. */
interface Drive {
  readonly run: WorkflowRun;
  readonly course: Course;
  /** Time of the failure that waits for a decision. */
  failedAt: Date | undefined;
  decide: (decision: Decision) => void;
}

const drive = signal<Drive | undefined>(undefined);

/** Starts a workflow on the client of the page. */
export function startWorkflow(course: Course): void {
  const now = client.peek();
  if (now === undefined || drive.peek() !== undefined) return;
  if (course.before === undefined) clearStepOutputs();
  begin(now, course);
}

/** Goes on with a saved workflow. A client that could not be resumed finds its step lost. */
export function resumeWorkflow(of: Client, { course, ...saved }: SavedCourse): void {
  if (drive.peek() !== undefined) return;
  restoreStepOutputs();
  begin(of, course, saved);
}

/** Decides what follows a failed step. */
export function decide(decision: Decision): void {
  drive.peek()?.decide(decision);
}

/** Cancels the step that runs, which counts as failed. */
export async function cancelStep(): Promise<void> {
  await drive.peek()?.run.cancelStep();
}

/** Saves the workflow that runs, for a page that goes on with it. */
export function saveWorkflow(): void {
  const now = drive.peek();
  if (now === undefined) return;
  const { course, run, failedAt } = now;
  const saved: SavedCourse = { course, saved: run.save(), failedAt: failedAt?.toISOString() };
  remember(WORKFLOW_KEY, saved);
  saveLink();
  saveStepOutputs();
}

function begin(of: Client, course: Course, before?: Omit<SavedCourse, "course">): void {
  const first = course.before?.length ?? 0;
  const { name, steps } = course.workflow;
  const run = of.workflow({ name, steps: steps.slice(first) }, {
    ...before && { saved: before.saved },
    acknowledge: "manual",
    onOperation: (operation) => {
      saveWorkflow();
      void readStepOutput(first + run.state.current, { operation, save: saveWorkflow });
    },
    onFailure: () => new Promise<Decision>((resolve) => started.decide = resolve),
  });
  const failedAt = before?.failedAt === undefined ? undefined : new Date(before.failedAt);
  const started: Drive = { run, course, failedAt, decide: () => {} };
  drive.value = started;
  void follow(started);
}

/** Shows the states of a workflow, and saves each, until its end. */
async function follow(now: Drive): Promise<void> {
  const release = guardLeaving(saveWorkflow);
  for await (const state of now.run) {
    if (state.phase === "completed" || state.phase === "ended") break;
    show(now, state);
    saveWorkflow();
  }
  const error = await now.run.done().then(() => undefined, (cause: unknown) => cause);
  release();
  drive.value = undefined;
  if (isElsewhere(error)) {
    pageWorkflow.value = undefined;
    return;
  }
  forget(WORKFLOW_KEY);
  show(now, now.run.state, error);
  const { id } = now.course;
  const { phase } = now.run.state;
  if (phase === "completed" || phase === "ended") {
    keepEnding(id, { phase, at: new Date().toISOString() });
  }
  if (phase === "completed") announce(workflowTexts().allCompleted(now.course.workflow.name));
}

function show(now: Drive, state: WorkflowState, error?: unknown): void {
  const { id, workflow, before = [] } = now.course;
  const steps = [...before, ...state.steps];
  const current = before.length + state.current;
  const isFailed = state.phase === "failed" || state.phase === "ended";
  now.failedAt = isFailed ? now.failedAt ?? new Date() : undefined;
  pageWorkflow.value = {
    id,
    workflow,
    state: { phase: state.phase, steps, current },
    isDeciding: state.phase === "failed",
    failedAt: now.failedAt,
    error: error === steps[current]?.error ? undefined : error,
  };
  showInTitle(pageWorkflow.value);
}
