import { z } from "zod";
import { CommandLine, TerminalCols, TerminalRows } from "./command_line.ts";
import { PRINTABLE } from "./session_messages.ts";

/** Name of a job or a step. */
export const JobName = z.string().min(1).max(64)
  .regex(PRINTABLE, "Invalid string: must not contain control characters");
/** Name of a configured server or transfer. */
export const ConfiguredName = z.string().min(1).max(255);
const seconds = z.number().positive().max(2_000_000);

const variable = z.string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "Not a name of a variable like DAY");
/** Text without a NUL character: a value of a variable. */
export const VariableText = z.string().max(4_096)
  .refine((text) => !text.includes("\0"), "Invalid string: must not contain a NUL character");

const retry = z.strictObject({
  attempts: z.int().min(1).max(100).describe("Maximum number of tries, the first one included."),
  backoff_seconds: z.number().min(0).max(3_600).default(10)
    .describe("Time before the second try, in seconds; doubled before each further one."),
});

const onUnknown = z.enum(["ask", "fail", "retry"]).default("ask").describe(
  "Course when nobody knows how a command ended: `ask` an operator, `fail` the step, or `retry` " +
    "it, which needs `idempotent`.",
);

/** Step that runs a command. Its stop phrase completes it, or without one a good exit code. */
export const JobCommandStep = z.strictObject({
  name: JobName.describe("Name for people."),
  command: z.strictObject({
    server: ConfiguredName.describe("Name of a configured server."),
    run: CommandLine,
    env: z.record(variable, VariableText).default({}).describe(
      "Environment variables. `{{inputs.name}}` and `{{today}}` in a value are replaced.",
    ),
    cols: TerminalCols.default(80),
    rows: TerminalRows.default(24),
  }),
  stop_phrase: z.string().min(1).max(1_024).optional()
    .describe("Text in the output that ends the command."),
  stop_grace_seconds: z.number().min(0).max(60).default(2)
    .describe("Time between the stop phrase and the hang-up, in seconds."),
  success: z.strictObject({ exit_codes: z.array(z.int().min(0).max(255)).min(1).max(256) })
    .default({ exit_codes: [0] }).describe("Exit codes of a command that did its work."),
  timeout_seconds: seconds.optional().describe("Maximum duration of a try, in seconds."),
  idle_timeout_seconds: seconds.optional().describe("Maximum time without output, in seconds."),
  retry: retry.default({ attempts: 1, backoff_seconds: 10 }),
  on_unknown: onUnknown,
  idempotent: z.boolean().default(false)
    .describe("Whether the command does no harm when it runs twice."),
}).refine(
  ({ on_unknown, idempotent }) => on_unknown !== "retry" || idempotent,
  { path: ["on_unknown"], message: "retry needs idempotent: true" },
);

/** Step that copies files from server to server. */
export const JobTransferStep = z.strictObject({
  name: JobName,
  transfer: z.strictObject({ name: ConfiguredName.describe("Name of a configured transfer.") }),
  timeout_seconds: seconds.optional().describe("Maximum duration of a try, in seconds."),
  retry: retry.default({ attempts: 1, backoff_seconds: 10 }),
});

/** Step that waits for the decision of a person. */
export const JobApprovalStep = z.strictObject({
  name: JobName,
  approval: z.strictObject({
    role: z.enum(["operator", "admin"]).default("operator").describe("Role that decides."),
    reason: VariableText.optional()
      .describe("Text for the person. `{{inputs.name}}` and `{{today}}` are replaced."),
    timeout_seconds: seconds.default(86_400).describe("Time for the decision, in seconds."),
    on_timeout: z.enum(["approve", "reject"]).default("reject")
      .describe("Decision when nobody has decided in time."),
  }),
});

/** Step of a job. */
export const JobStep = z.union([JobCommandStep, JobTransferStep, JobApprovalStep]);

/** Step of a job. */
export type JobStep = z.output<typeof JobStep>;

/** Step that runs a command. */
export type JobCommandStep = z.output<typeof JobCommandStep>;

/** Step that copies files. */
export type JobTransferStep = z.output<typeof JobTransferStep>;

/** Step that waits for a decision. */
export type JobApprovalStep = z.output<typeof JobApprovalStep>;
