import { computed, signal } from "@preact/signals";
import type { Workflow } from "../../../client/mod.ts";

/** Workflow of the list. */
export interface ListedWorkflow {
  /** Name in the address, which stays when the workflow is renamed. */
  readonly id: string;
  /** Workflow. */
  readonly workflow: Workflow;
}

/** Last ending of a workflow in this browser. */
export interface LastEnding {
  /** Ending: `completed`, or `ended` by a failure or by the user. */
  readonly phase: "completed" | "ended";
  /** Time in ISO 8601 UTC. */
  readonly at: string;
}

type Table<Value> = Readonly<Record<string, Value>>;

const WORKFLOWS = "pink-page.workflows";
const ENDINGS = "pink-page.workflow-endings";

/** Workflows that this browser keeps, by id. */
export const keptWorkflows = signal<Table<Workflow>>(read(WORKFLOWS));

/** Last endings in this browser, by id of the workflow. */
export const lastEndings = signal<Table<LastEnding>>(read(ENDINGS));

/** Workflows that the configured transfers ask for. */
export const givenWorkflows = signal<readonly ListedWorkflow[]>([]);

/** Workflows of the list: the given ones, as the user has changed them, then the others. */
export const allWorkflows = computed((): readonly ListedWorkflow[] => {
  const kept = keptWorkflows.value;
  const given = givenWorkflows.value.map(({ id, workflow }) => ({
    id,
    workflow: kept[id] ?? workflow,
  }));
  const ids = new Set(given.map(({ id }) => id));
  const own = Object.entries(kept).filter(([id]) => !ids.has(id));
  return [...given, ...own.map(([id, workflow]) => ({ id, workflow }))];
});

/** Keeps a workflow in this browser. */
export function keepWorkflow(id: string, workflow: Workflow): void {
  write(WORKFLOWS, keptWorkflows.value = { ...keptWorkflows.peek(), [id]: workflow });
}

/** Forgets a workflow. That of a transfer is then as it was given. */
export function forgetWorkflow(id: string): void {
  const { [id]: _, ...rest } = keptWorkflows.peek();
  write(WORKFLOWS, keptWorkflows.value = rest);
}

/** Remembers how a workflow has ended. */
export function keepEnding(id: string, ending: LastEnding): void {
  write(ENDINGS, lastEndings.value = { ...lastEndings.peek(), [id]: ending });
}

function read<Value>(key: string): Table<Value> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Table<Value>;
  } catch {
    return {};
  }
}

/** Writes a table. Without room in the browser it lasts as long as the page. */
function write(key: string, table: Table<unknown>): void {
  try {
    localStorage.setItem(key, JSON.stringify(table));
  } catch {
    // The page has it.
  }
}
