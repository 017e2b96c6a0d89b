import { effect } from "@preact/signals";
import { client } from "../../link/link.ts";
import { recall } from "../../link/memory.ts";
import { followTransfers } from "./given_workflows.ts";
import { type SavedCourse, WORKFLOW_KEY } from "./page_workflow.ts";

/** Follows the transfers, and goes on with a workflow that ran before the page was loaded. Once. */
export function followWorkflows(): void {
  followTransfers();
  effect(() => {
    const now = client.value;
    const saved = recall<SavedCourse>(WORKFLOW_KEY);
    if (now === undefined || saved === undefined) return;
    void import("./workflow_driver.ts").then(({ resumeWorkflow }) => resumeWorkflow(now, saved));
  });
}
