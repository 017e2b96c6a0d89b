import { z } from "zod";
import { SessionQueued } from "../session_events.ts";

const time = z.iso.datetime();
const count = z.int().min(0);
const exitCode = z.int().nullable();
const errorCode = z.int().nullable().describe("Code of the failure; null without one.");
const detail = z.string().nullable().describe("Reason of the failure; null without one.");

/** State of a run. */
export const RunState = z.enum([
  ...["queued", "gating", "waiting", "running", "paused", "cancelling"] as const,
  ...["succeeded", "failed", "cancelled"] as const,
]).describe(
  "`gating`: a server does not pass the gate yet; `waiting`: others use the servers; `paused`: " +
    "waits for a decision.",
);

/** State of a step. */
export const StepState = z.enum([
  ...["pending", "running", "retry_wait", "waiting_approval"] as const,
  ...["succeeded", "failed", "cancelled", "unknown", "skipped"] as const,
]).describe("`unknown`: nobody knows how the command ended; `skipped`: done by an earlier run.");

/** Step of a run. */
export const StepRun = z.strictObject({
  path: z.string().describe("Number of the step, from 1."),
  name: z.string(),
  kind: z.enum(["command", "transfer", "approval"]),
  state: StepState,
  try: count.describe("Number of tries so far."),
  not_before: time.nullable().describe("Time of the next try, or end of the time to decide."),
  started_at: time.nullable(),
  ended_at: time.nullable(),
  exit_code: exitCode,
  signal: z.string().nullable(),
  error_code: errorCode,
  error_detail: z.string().nullable()
    .describe("Reason of the failure, or what is missing of the output; null without one."),
  files: count.nullable().describe("Number of copied files; null for other steps."),
  bytes: count.nullable().describe("Bytes of the copied files; null for other steps."),
  attempt_id: z.uuid().nullable().describe("Id of the last attempt, whose output is kept."),
});

/** Run in a list: without its steps. */
export const ListedRun = z.strictObject({
  run_id: z.uuid().describe("UUID of version 7, sorted by the time of the start."),
  job: z.string().describe("Name of the job."),
  hash: z.string().describe("SHA-256 of the definition that the run keeps."),
  state: RunState,
  state_at: time.describe("Time of the last change of the state."),
  trigger: z.enum(["manual", "schedule", "retry", "command"])
    .describe("`command`: a command that is detached."),
  triggered_by: z.string().nullable()
    .describe("Name of the token; null without authentication and for schedules."),
  inputs: z.record(z.string(), z.string()),
  today: z.string().describe("Value of `{{today}}`."),
  servers: z.array(z.string())
    .describe("Servers that nobody else uses during the run; one asterisk means all servers."),
  retry_of: z.uuid().nullable().describe("Run that this one repeats."),
  from_step: z.string().nullable().describe("Path of the first step that is repeated."),
  lease_id: z.int().nullable().describe("Lease on the servers; null while the run has none."),
  fence: z.int().nullable().describe("Number of the last grant of the lease."),
  created_at: time,
  started_at: time.nullable().describe("Time at which the run got its servers."),
  ended_at: time.nullable(),
  error_code: errorCode,
  error_detail: detail,
});

/** Failure of a server. */
export const ServerFault = z.strictObject({
  server_name: z.string(),
  error_code: z.int().min(0).describe("Code of the failure."),
  detail: z.string(),
});

/** Cause of the wait of a run, which is not stored. */
export const RunWait = z.strictObject({
  position: z.int().min(1).optional()
    .describe("While it waits for servers: its place among those that wait for them."),
  blocked_by: SessionQueued.shape.blocked_by.optional()
    .describe("While it waits for servers: what is in the way that the client sees."),
  gate: z.array(ServerFault).optional()
    .describe("While it is gating: the servers that do not pass."),
});

/** Run in a list, with the cause of its wait. */
export const WaitingRun = z.strictObject({ ...ListedRun.shape, ...RunWait.shape });

/** Run of a job. */
export const Run = z.strictObject({ ...WaitingRun.shape, steps: z.array(StepRun) });

/** State of a run. */
export type RunState = z.output<typeof RunState>;

/** State of a step. */
export type StepState = z.output<typeof StepState>;

/** Step of a run. */
export type StepRun = z.output<typeof StepRun>;

/** Run in a list. */
export type ListedRun = z.output<typeof ListedRun>;

/** Failure of a server. */
export type ServerFault = z.output<typeof ServerFault>;

/** Cause of the wait of a run. */
export type RunWait = z.output<typeof RunWait>;

/** Run of a job, as it is stored. */
export type Run = Omit<z.output<typeof Run>, keyof RunWait>;
