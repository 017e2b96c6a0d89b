import { z } from "zod";
import { reply } from "./event.ts";
import { type ListedRun, RunState, ServerFault, StepRun, WaitingRun } from "./rest/run_records.ts";
import { SessionQueued } from "./session_events.ts";

const runId = z.uuid();
const RUN_ID = "0198c1a2-7f3e-7abc-9def-0123456789ab";
const ATTEMPT_ID = "7d1e0f6c-3c55-4a0b-8a51-0c3f6a1b2c4d";

/** Example of a run in a list. */
export const RUN_EXAMPLE: z.output<typeof ListedRun> = {
  run_id: RUN_ID,
  job: "daily_load",
  hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  state: "running",
  state_at: "2026-01-31T02:30:02.000Z",
  trigger: "schedule",
  triggered_by: null,
  inputs: { day: "20260131" },
  today: "20260131",
  servers: ["mdwap1p", "mypap1d"],
  retry_of: null,
  from_step: null,
  lease_id: 44,
  fence: 118,
  created_at: "2026-01-31T02:30:00.000Z",
  started_at: "2026-01-31T02:30:02.000Z",
  ended_at: null,
  error_code: null,
  error_detail: null,
};

const STEP_EXAMPLE: z.output<typeof StepRun> = {
  path: "1",
  name: "prepare",
  kind: "command",
  state: "running",
  try: 1,
  not_before: null,
  started_at: "2026-01-31T02:30:02.000Z",
  ended_at: null,
  exit_code: null,
  signal: null,
  error_code: null,
  error_detail: null,
  files: null,
  bytes: null,
  attempt_id: ATTEMPT_ID,
};

/** Answer to `start_job`, `retry_run` and an `ssh_command` with `detach`. */
export const RunStarted = reply("run_started", { run_id: runId, job: z.string() }).meta({
  description: "Answer to `start_job`, `retry_run` and an `ssh_command` with `detach`: the run " +
    "is stored, and goes on by itself.",
  examples: [{ type: "run_started", run_id: RUN_ID, job: "daily_load", request_id: "20" }],
});

/** Answer to a `start_job` with `dry_run`. */
export const RunPlan = reply("run_plan", {
  job: z.string(),
  inputs: z.record(z.string(), z.string()),
  today: z.string().describe("Value of `{{today}}`."),
  servers: z.array(z.string()).describe("Servers of the run; one asterisk means all servers."),
  steps: z.array(z.strictObject({
    path: z.string(),
    name: z.string(),
    kind: StepRun.shape.kind,
    subject: z.string().nullable().describe(
      "Server or transfer of the step; null for an approval.",
    ),
    median_ms: z.int().min(0).nullable()
      .describe("Median duration in the last 20 runs, in milliseconds; null without one."),
  })),
  faults: z.array(ServerFault).describe(
    "Servers that the run could not use now: those that do not pass the gate, that keep no " +
      "commands, or to which a transfer cannot copy.",
  ),
  position: z.int().min(1).nullable()
    .describe("Place that the run would wait at; null when it would have its servers at once."),
  blocked_by: SessionQueued.shape.blocked_by.describe(
    "First 10 sessions, operations and earlier asks in the way that the client sees.",
  ),
}).meta({
  description: "Answer to a `start_job` with `dry_run`: what a run would do. Nothing is started.",
  examples: [{
    type: "run_plan",
    job: "daily_load",
    inputs: { day: "20260131" },
    today: "20260131",
    servers: ["mdwap1p"],
    steps: [
      { path: "1", name: "prepare", kind: "command", subject: "mdwap1p", median_ms: 61_000 },
    ],
    faults: [],
    position: null,
    blocked_by: [],
    request_id: "20",
  }],
});

/** State of a run. */
export const RunStatus = reply("run_status", WaitingRun.shape).meta({
  description:
    "State of a run: sent to everyone who sees its servers on change, at the start of a " +
    "watching, and as the answer to `cancel_run`.",
  examples: [{ type: "run_status", ...RUN_EXAMPLE }],
});

/** State of a step of a run. */
export const StepStatus = reply("step_status", { run_id: runId, ...StepRun.shape }).meta({
  description: "State of a step: sent to everyone who sees the run on change, at the start of a " +
    "watching, and as the answer to `decide_step`.",
  examples: [{ type: "step_status", run_id: RUN_ID, ...STEP_EXAMPLE }],
});

/** Output of a step. */
export const RunOutput = reply("run_output", {
  run_id: runId,
  path: z.string(),
  attempt_id: z.uuid(),
  offset: z.int().min(0).describe(
    "Bytes of output before `data`, as the server printed them. After a larger step than `data`, " +
      "the bytes between were left out (`JOB_OUTPUT_MIB`).",
  ),
  end: z.int().min(0).describe("Bytes of output with `data`: an offset to go on from."),
  data: z.string().describe("Text, decoded as the server writes it."),
}).meta({
  description: "Output of a step, for a `watch_run`.",
  examples: [{
    type: "run_output",
    run_id: RUN_ID,
    path: "1",
    attempt_id: ATTEMPT_ID,
    offset: 0,
    end: 12,
    data: "loading …",
    request_id: "21",
  }],
});

/** Ending of a `watch_run`: the run has ended well, or was cancelled. */
export const RunComplete = reply("complete", {
  message: z.string(),
  run_id: runId,
  state: RunState.extract(["succeeded", "cancelled"]),
  duration_ms: z.int().min(0),
}).meta({
  description: "Ending of a `watch_run`: the run has succeeded, or was cancelled. A run that " +
    "failed ends the watching with `error`.",
  examples: [{
    type: "complete",
    message: "Job completed: daily_load",
    run_id: RUN_ID,
    state: "succeeded",
    duration_ms: 190_210,
    request_id: "21",
  }],
});

/** `complete` event of a `watch_run`. */
export type RunComplete = z.output<typeof RunComplete>;
