import { z } from "zod";
import { JobDefinition } from "../job_definition.ts";
import { DECISION_FIELDS, RETRY_FIELDS } from "../job_messages.ts";
import { IdempotencyKey, JobInputs, StepPath } from "../job_messages.ts";
import { JobName } from "../job_steps.ts";
import { JobList, RunList } from "./answers.ts";
import { endpoint, TextAnswer } from "./endpoint.ts";
import { Job } from "./job_records.ts";
import { Cursor, Limit, TryNumber } from "./parameters.ts";
import { Run, RunState } from "./run_records.ts";

const jobName = z.string().min(1).max(255).describe("Name of the job.");
const runId = z.uuid("Not a UUID").toLowerCase().describe("`run_id` of the run.");
const oneJob = z.strictObject({ name: jobName });
const oneRun = z.strictObject({ id: runId });

/** Errors of an endpoint that starts a run. */
const STARTING = [
  ...["JOB_NOT_FOUND", "JOB_PREFLIGHT_FAILED"] as const,
  ...["SERVICE_UNAVAILABLE", "DATABASE_QUERY_FAILED"] as const,
];

/** Endpoints of jobs and of their runs. The one that reads a path stands before its others. */
export const JOB_ENDPOINTS = {
  listJobs: endpoint({
    path: "/api/v1/jobs",
    role: "viewer",
    summary: "The jobs, and the files that define none",
    input: z.strictObject({}),
    answer: JobList,
    errors: ["DATABASE_QUERY_FAILED"],
  }),
  readJob: endpoint({
    path: "/api/v1/jobs/{name}",
    role: "viewer",
    summary: "One job, with its definition",
    input: oneJob,
    answer: Job,
    errors: ["JOB_NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  saveJob: endpoint({
    method: "PUT",
    path: "/api/v1/jobs/{name}",
    role: "admin",
    summary: "Stores the definition of a job",
    description: "A job of a file in `JOBS_DIR` is changed there. Runs keep the definition that " +
      "they started with.",
    input: oneJob,
    body: JobDefinition,
    answer: Job,
    errors: ["NOT_ALLOWED", "DATABASE_QUERY_FAILED"],
  }),
  removeJob: endpoint({
    method: "DELETE",
    path: "/api/v1/jobs/{name}",
    role: "admin",
    summary: "Removes a job, and answers with it",
    description: "A job of a file in `JOBS_DIR` is removed there. Its runs stay, and go on.",
    input: oneJob,
    answer: Job,
    errors: ["JOB_NOT_FOUND", "NOT_ALLOWED", "DATABASE_QUERY_FAILED"],
  }),
  startRun: endpoint({
    method: "POST",
    path: "/api/v1/jobs/{name}/runs",
    role: "operator",
    summary: "Starts a run of a job",
    description: "The run goes on by itself, also over a restart of the service.",
    input: oneJob,
    headers: z.object({ "idempotency-key": IdempotencyKey }),
    body: z.strictObject({ inputs: JobInputs.default({}) }),
    status: 201,
    answer: Run,
    errors: STARTING,
  }),
  listRuns: endpoint({
    path: "/api/v1/runs",
    role: "viewer",
    summary: "Runs of jobs, newest first",
    description:
      "Filters are combined by AND. `cursor` takes the `next_cursor` of the page before.",
    input: z.strictObject({
      job: jobName.optional(),
      state: RunState.optional(),
      limit: Limit,
      cursor: Cursor,
    }),
    answer: RunList,
    errors: ["DATABASE_QUERY_FAILED"],
  }),
  readRun: endpoint({
    path: "/api/v1/runs/{id}",
    role: "viewer",
    summary: "One run, with its steps",
    input: oneRun,
    answer: Run,
    errors: ["JOB_NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  readStepOutput: endpoint({
    path: "/api/v1/runs/{id}/steps/{path}/output",
    role: "viewer",
    summary: "Output of a step, as the server printed it",
    description: "The bytes so far, in the encoding of the server. `X-Output-Bytes` tells the " +
      "number of all bytes, to which the positions of `Range` refer. Of an output over " +
      "`JOB_OUTPUT_MIB` the middle is left out: `X-Output-Left-Out` tells the first and the last " +
      "position of it, the answer to the whole is without it, and a range ends before it or " +
      "begins after it, as `Content-Range` tells.",
    input: z.strictObject({
      id: runId,
      path: JobName.describe("Number of the step, or its name: the first step with it."),
      try: TryNumber,
    }),
    headers: z.object({
      range: z.string().max(256).optional()
        .describe("`bytes=FIRST-LAST`, `bytes=FIRST-` or `bytes=-COUNT`; others are ignored."),
    }),
    answer: TextAnswer,
    hasRanges: true,
    errors: ["JOB_NOT_FOUND", "NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  cancelRun: endpoint({
    method: "POST",
    path: "/api/v1/runs/{id}/cancel",
    role: "operator",
    summary: "Cancels a run",
    description: "A command that runs is stopped first.",
    input: oneRun,
    answer: Run,
    errors: ["JOB_NOT_FOUND", "NOT_ALLOWED", "LEASE_LOST", "DATABASE_QUERY_FAILED"],
  }),
  retryRun: endpoint({
    method: "POST",
    path: "/api/v1/runs/{id}/retry",
    role: "operator",
    summary: "Repeats a run from a step on, as a new run",
    input: oneRun,
    body: z.strictObject(RETRY_FIELDS),
    status: 201,
    answer: Run,
    errors: ["NOT_ALLOWED", ...STARTING],
  }),
  decideStep: endpoint({
    method: "POST",
    path: "/api/v1/runs/{id}/steps/{path}/decision",
    role: "operator",
    summary: "Decides about a step that waits for a person",
    input: z.strictObject({ id: runId, path: StepPath }),
    body: z.strictObject(DECISION_FIELDS),
    answer: Run,
    errors: ["JOB_NOT_FOUND", "NOT_ALLOWED", "LEASE_LOST", "DATABASE_QUERY_FAILED"],
  }),
} as const;
