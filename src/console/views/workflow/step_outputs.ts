import { signal } from "@preact/signals";
import type { Operation } from "../../../client/mod.ts";
import { forget, recall, remember } from "../../link/memory.ts";
import { ShownOutput } from "../../output/shown_output.ts";

/** Key of the newest output of the steps in the memory of the tab. */
const KEY = "workflow-output";

/** Outputs of the steps that have run, by index. */
export const stepOutputs = signal<ReadonlyMap<number, ShownOutput>>(new Map());

/** Forgets all output. */
export function clearStepOutputs(): void {
  for (const output of stepOutputs.peek().values()) output.dispose();
  stepOutputs.value = new Map();
  forget(KEY);
}

/** Reads the output of a step to its end. A repeated step goes on below its earlier output. */
export async function readStepOutput(index: number, operation: Operation<unknown>): Promise<void> {
  const known = stepOutputs.peek().get(index);
  const output = known ?? new ShownOutput();
  if (known === undefined) stepOutputs.value = new Map(stepOutputs.peek()).set(index, output);
  try {
    for await (const event of operation) await output.show(event);
  } catch {
    // The state of the step tells its error.
  }
}

/** Saves the newest output in the memory of the tab. */
export function saveStepOutputs(): void {
  remember(KEY, [...stepOutputs.peek()].map(([index, { text }]) => [index, text]));
}

/** Shows the output from the memory of the tab. */
export function restoreStepOutputs(): void {
  const saved = recall<[number, string][]>(KEY) ?? [];
  stepOutputs.value = new Map(saved.map(([index, text]) => [index, new ShownOutput({ text })]));
}
