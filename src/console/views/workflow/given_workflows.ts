import { batch, effect, signal } from "@preact/signals";
import type { wire, WorkflowStep } from "../../../client/mod.ts";
import { client } from "../../link/link.ts";
import { pageState } from "../../link/page_state.ts";
import { listTexts } from "./list_texts.ts";
import { givenWorkflows, type ListedWorkflow } from "./stored_workflows.ts";

/** Configured transfers. */
export const transfers = signal(pageState.transfers);

/** Follows the configured transfers, and derives a workflow from each. Called once. */
export function followTransfers(): void {
  let isKnown = true;
  effect(() => {
    const now = client.value;
    if (now === undefined) return;
    // The page came with those that its first client would read.
    if (isKnown) isKnown = false;
    else void now.get("/api/v1/transfers").then(({ items }) => transfers.value = items, () => {});
  });
  effect(() => {
    const given = transfers.value.map(workflowOf);
    batch(() => givenWorkflows.value = given);
  });
}

/** Returns the workflow of a transfer. That of the demo hosts has the commands before and after. */
function workflowOf({ name, from, to }: wire.Transfer): ListedWorkflow {
  const text = listTexts();
  const transfer: WorkflowStep = { name: text.copy, transfer: { name } };
  if (name !== "stub_data_transfer") return { id: name, workflow: { name, steps: [transfer] } };
  const prepare: WorkflowStep = {
    name: text.prepare,
    command: { server: from.server, run: "prepare_data.sh" },
    stop_phrase: "DATA_READY",
  };
  const process: WorkflowStep = {
    name: text.process,
    command: { server: to.server, run: "process_data.sh" },
    stop_phrase: "PROCESS_COMPLETE",
  };
  return { id: name, workflow: { name: text.dailyLoad, steps: [prepare, transfer, process] } };
}
