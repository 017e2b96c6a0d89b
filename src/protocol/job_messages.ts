import { z } from "zod";
import { JobDefinition } from "./job_definition.ts";
import { JobName } from "./job_steps.ts";
import { message } from "./message.ts";
import { PRINTABLE } from "./session_messages.ts";

const runId = z.uuid("Not a UUID").toLowerCase().describe("`run_id` of the run.");
/** Path of a step. */
export const StepPath = z.string().regex(/^[1-9]\d{0,2}$/, "Not the number of a step")
  .describe("Number of the step, from 1.");
const RUN_ID = "0198c1a2-7f3e-7abc-9def-0123456789ab";

/** Values of inputs, by name. */
export const JobInputs = z.record(z.string(), z.string().max(4_096))
  .describe("Values of the job's inputs, by name.");

/** Key that makes a start happen once. */
export const IdempotencyKey = z.string().min(1).max(128).optional()
  .describe("Text of the client: a second start with it within 24 h answers the first run.");

/** Starts a run of a job, or tells what it would do. */
export const StartJob = message("start_job", {
  role: "operator",
  data: z.object({
    job: JobName.optional().describe("Name of the job."),
    definition: JobDefinition.optional()
      .describe("Definition in place of a name, for a `dry_run` or an administrator."),
    inputs: JobInputs.default({}),
    dry_run: z.boolean().default(false).describe("Whether the answer is `run_plan`, and no run."),
    idempotency_key: IdempotencyKey,
  }).refine(
    ({ job, definition }) => (job === undefined) !== (definition === undefined),
    { path: ["job"], message: "Expected either job or definition" },
  ),
}).meta({
  description: "Starts a run of a job, which the service runs by itself. It goes on when the " +
    "client leaves, and over a restart of the service.",
  examples: [{
    type: "start_job",
    data: { job: "daily_load", inputs: { day: "20260131" } },
    request_id: "20",
  }],
});

/** Watches a run until it ends. */
export const WatchRun = message("watch_run", {
  role: "viewer",
  data: z.object({
    run_id: runId,
    offsets: z.record(z.uuid(), z.int().min(0)).default({})
      .describe("Numbers of bytes of output that the client has, by `attempt_id`."),
  }),
}).meta({
  description: "Watches a run until it ends: its state, its steps, their output from the " +
    "beginning or from `offsets` on, and the progress of its transfers. `cancel` ends the " +
    "watching alone.",
  examples: [{ type: "watch_run", data: { run_id: RUN_ID }, request_id: "21" }],
});

/** Cancels a run. */
export const CancelRun = message("cancel_run", {
  role: "operator",
  data: z.object({ run_id: runId }),
}).meta({
  description: "Cancels a run. A command that runs is stopped first.",
  examples: [{ type: "cancel_run", data: { run_id: RUN_ID }, request_id: "22" }],
});

/** Fields of a retry. */
export const RETRY_FIELDS = {
  from_step: StepPath.optional()
    .describe("Number of the first step to repeat. Default: that which did not succeed."),
};

/** Repeats a run from a step on, as a new run. */
export const RetryRun = message("retry_run", {
  role: "operator",
  data: z.object({
    run_id: runId,
    ...RETRY_FIELDS,
  }),
}).meta({
  description: "Repeats a run that has ended, with its definition and its inputs, as a new run. " +
    "The steps before `from_step` are skipped.",
  examples: [{ type: "retry_run", data: { run_id: RUN_ID, from_step: "2" }, request_id: "23" }],
});

/** Fields of a decision. */
export const DECISION_FIELDS = {
  decision: z.enum(["approve", "reject", "succeeded", "failed", "retry"]).describe(
    "`approve` or `reject` for an approval; the others for a command with an unknown end.",
  ),
  comment: z.string().max(500)
    .regex(PRINTABLE, "Invalid string: must not contain control characters").optional(),
};

/** Decides about a step that waits for a person. */
export const DecideStep = message("decide_step", {
  role: "operator",
  data: z.object({
    run_id: runId,
    path: StepPath,
    ...DECISION_FIELDS,
  }),
}).meta({
  description: "Decides about a step that waits for a person.",
  examples: [{
    type: "decide_step",
    data: { run_id: RUN_ID, path: "3", decision: "approve" },
    request_id: "24",
  }],
});

/** Validated `data` of a `start_job`. */
export type StartJobData = z.output<typeof StartJob>["data"];

/** Validated `data` of a `watch_run`. */
export type WatchRunData = z.output<typeof WatchRun>["data"];

/** Validated `data` of a `cancel_run`. */
export type CancelRunData = z.output<typeof CancelRun>["data"];

/** Validated `data` of a `retry_run`. */
export type RetryRunData = z.output<typeof RetryRun>["data"];

/** Validated `data` of a `decide_step`. */
export type DecideStepData = z.output<typeof DecideStep>["data"];
