import { AppError } from "../errors.ts";
import type { Run } from "../protocol/rest/run_records.ts";

/**
 * Returns the path of the first step that a repetition of a run does.
 *
 * @param fromStep Path that the request names. Default: the first step that did not succeed.
 * @throws {AppError} 12000 when the run has no such step, or a step before it did not succeed
 */
export function firstRepeated({ steps }: Run, fromStep: string | undefined): string {
  const first = steps.find(({ state }) => !isDone(state)) ?? steps[0];
  const path = fromStep ?? first?.path ?? "1";
  const index = steps.findIndex((step) => step.path === path);
  const undone = steps.slice(0, index).find(({ state }) => !isDone(state));
  if (index >= 0 && undone === undefined) return path;
  const why = index < 0 ? "Not a step of the run" : `Step ${undone?.path} has not succeeded`;
  const faults = [{ field: "from_step", message: why }];
  throw new AppError("VALIDATION_FAILED", `from_step: ${why}`, { faults });
}

function isDone(state: Run["steps"][number]["state"]): boolean {
  return state === "succeeded" || state === "skipped";
}
