import type { CommandStep, TransferStep, Workflow, WorkflowStep } from "../../../client/mod.ts";

/** Step that is edited. Its key stays when it is moved. */
export type DraftStep = WorkflowStep & { readonly key: number };

/** Workflow that is edited. */
export interface Draft {
  /** Name. */
  readonly name: string;
  /** Steps. */
  readonly steps: readonly DraftStep[];
}

/** Fields of a command step that the user can leave empty. */
export type Limit = "stop_phrase" | "timeout_seconds" | "idle_timeout_seconds";

/** Returns a workflow for the editor. */
export function draftOf({ name, steps }: Workflow): Draft {
  return { name, steps: steps.map((step, key) => ({ ...step, key })) };
}

/** Returns a draft with another step at its end. */
export function withStep(draft: Draft, step: CommandStep | TransferStep): Draft {
  const key = 1 + Math.max(-1, ...draft.steps.map((step) => step.key));
  return { ...draft, steps: [...draft.steps, { ...step, key }] };
}

/** Returns a draft whose step at `index` is another. */
export function withChange(draft: Draft, index: number, step: WorkflowStep): Draft {
  const { key = index } = draft.steps[index] ?? {};
  return { ...draft, steps: draft.steps.with(index, { ...step, key }) };
}

/** Returns a draft whose step at `index` has another place. */
export function withMove(draft: Draft, index: number, to: number): Draft {
  const step = draft.steps[index];
  if (step === undefined || to < 0 || to >= draft.steps.length) return draft;
  return { ...draft, steps: draft.steps.toSpliced(index, 1).toSpliced(to, 0, step) };
}

/** Returns a draft without the step at `index`. */
export function withoutStep(draft: Draft, index: number): Draft {
  return { ...draft, steps: draft.steps.toSpliced(index, 1) };
}

/** Returns a step with a limit, or without it for an empty text. */
export function withLimit(step: CommandStep, limit: Limit, text: string): CommandStep {
  const { [limit]: _, ...rest } = step;
  if (text === "") return rest;
  return { ...rest, [limit]: limit === "stop_phrase" ? text : Number(text) };
}

/** Returns a name for the address that no workflow of `ids` has. */
export function freeId(name: string, ids: readonly string[]): string {
  for (let number = 1;; number++) {
    const id = number === 1 ? name : `${name} ${number}`;
    if (!ids.includes(id)) return id;
  }
}
