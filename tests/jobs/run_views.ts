import type { RunView } from "../../src/domain/run.ts";
import { JobDefinition, type WrittenJob } from "../../src/protocol/job_definition.ts";
import type { StepRun } from "../../src/protocol/rest/run_records.ts";
import type { Moment } from "../../src/jobs/run_event.ts";

/** Time of the tests, in milliseconds since 1970. */
export const NOW_MS = Date.parse("2026-01-31T12:00:00Z");

/** Returns a run of a job that nobody has taken up. */
export function queued(job: Pick<WrittenJob, "steps"> & Partial<WrittenJob>): RunView {
  const definition = JobDefinition.parse({ name: "job", ...job });
  const time = new Date(NOW_MS).toISOString();
  return {
    definition,
    attempts: [],
    run: {
      run_id: crypto.randomUUID(),
      job: definition.name,
      hash: "0",
      state: "queued",
      state_at: time,
      trigger: "manual",
      triggered_by: null,
      inputs: {},
      today: "20260131",
      servers: ["mdwap1p"],
      retry_of: null,
      from_step: null,
      lease_id: null,
      fence: null,
      created_at: time,
      started_at: null,
      ended_at: null,
      error_code: null,
      error_detail: null,
      steps: definition.steps.map((step, index): StepRun => ({
        path: String(index + 1),
        name: step.name,
        kind: "command" in step ? "command" : "transfer" in step ? "transfer" : "approval",
        state: "pending",
        try: 0,
        not_before: null,
        started_at: null,
        ended_at: null,
        exit_code: null,
        signal: null,
        error_code: null,
        error_detail: null,
        files: null,
        bytes: null,
        attempt_id: null,
      })),
    },
  };
}

/** Returns a moment of the tests, some milliseconds after their time. */
export function momentAfter(ms = 0): Moment {
  return { nowMs: NOW_MS + ms, newId: crypto.randomUUID(), newNonce: crypto.randomUUID() };
}
