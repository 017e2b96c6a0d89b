import { signal } from "@preact/signals";
import type { Operation } from "../../../client/mod.ts";
import { forget, recall, remember } from "../../link/memory.ts";
import { ShownOutput } from "../../output/shown_output.ts";

/** Key of the newest output of the steps in the memory of the tab. */
const KEY = "workflow-output";

/** Time without output after which the newest one is saved, in milliseconds. */
const SAVE_MS = 1_000;
/** Length of output after which it is saved at once, in characters. */
const SAVE_LENGTH = 131_072;

/** Outputs of the steps that have run, by index. */
export const stepOutputs = signal<ReadonlyMap<number, ShownOutput>>(new Map());

/** Forgets all output. */
export function clearStepOutputs(): void {
  for (const output of stepOutputs.peek().values()) output.dispose();
  stepOutputs.value = new Map();
  forget(KEY);
}

/**
 * Reads the output of a step to its end. A repeated step goes on below its earlier output. `save`
 * saves the workflow with its output, which is acknowledged only then: a crash of the page loses
 * nothing.
 */
export async function readStepOutput(
  index: number,
  { operation, save }: { readonly operation: Operation<unknown>; readonly save: () => void },
): Promise<void> {
  const known = stepOutputs.peek().get(index);
  const output = known ?? new ShownOutput();
  if (known === undefined) stepOutputs.value = new Map(stepOutputs.peek()).set(index, output);
  let length = 0;
  const keep = () => {
    length = 0;
    save();
    operation.acknowledge();
  };
  let saving: ReturnType<typeof setTimeout> | undefined;
  try {
    for await (const event of operation) {
      // All that the reader was handed is shown whenever it is saved.
      clearTimeout(saving);
      await output.show(event);
      if (event.type === "output") length += event.data.length;
      if (length >= SAVE_LENGTH) keep();
      saving = setTimeout(keep, SAVE_MS);
    }
  } catch {
    // The state of the step tells its error.
  } finally {
    clearTimeout(saving);
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
