import { z } from "zod";
import { unknownPlaceholder } from "./job_placeholders.ts";
import { ConfiguredName, JobName, JobStep, VariableText } from "./job_steps.ts";

const wait = z.number().min(0).max(86_400);
const inputName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, "Not a name like day_of_load");

const JobShape = z.strictObject({
  name: JobName.describe("Name of the job."),
  description: z.string().max(1_000).optional().describe("Text for people."),
  lease: z.strictObject({
    servers: z.array(ConfiguredName).min(1).max(1_000).optional().describe(
      "Servers that nobody else uses during a run; an asterisk means all servers. Default: those " +
        "of the steps.",
    ),
    wait_seconds: wait.default(600).describe("Maximum time to wait for the servers, in seconds."),
    reason: z.string().max(500).optional()
      .describe("Text for others. `{{inputs.name}}` and `{{today}}` are replaced."),
  }).prefault({}),
  gate: z.strictObject({
    layer: z.enum(["banner", "kex", "login"]).default("login")
      .describe("Layer that every server must reach before the servers are asked for."),
    max_age_seconds: wait.default(60).describe("Maximum age of that result, in seconds."),
    wait_seconds: wait.default(120).describe("Maximum time to wait for it, in seconds."),
  }).optional().describe("Check of the servers before a run asks for them. Default: none."),
  inputs: z.record(
    inputName,
    z.strictObject({
      description: z.string().max(500).optional(),
      pattern: z.string().max(500).refine(isPattern, "Not a regular expression").optional()
        .describe("Regular expression that the whole value must match."),
      default: VariableText.optional()
        .describe("Value that a start can leave out. `{{today}}` is replaced."),
    }),
  ).default({}).describe("Values that a start gives. They reach commands as variables alone."),
  schedule: z.strictObject({
    cron: z.string().regex(/^\S+( +\S+){4}$/, "Not five fields like 30 2 * * *")
      .describe("Minute, hour, day of the month, month, day of the week."),
    time_zone: z.string().min(1).max(64).default("UTC").describe("IANA time zone of the fields."),
    missed: z.enum(["skip", "once", "all"]).default("skip").describe(
      "Runs for the times at which the service was down: none, one, or all, at most 10.",
    ),
    overlap: z.enum(["skip", "wait"]).default("skip").describe(
      "Course while a run of the job is unfinished: `skip` the time, or `wait` for the servers.",
    ),
  }).optional().describe("Times at which the service starts the job by itself."),
  steps: z.array(JobStep).min(1).max(100),
});

/** Definition of a job: the content of a file in `JOBS_DIR`. */
export const JobDefinition = JobShape.superRefine(checkTexts).meta({
  description: "Definition of a job: the content of a file in `JOBS_DIR`.",
  examples: [{
    name: "daily_load",
    inputs: { day: { pattern: "\\d{8}", default: "{{today}}" } },
    schedule: { cron: "30 2 * * *", time_zone: "Asia/Seoul", missed: "once" },
    steps: [
      {
        name: "prepare",
        command: { server: "mdwap1p", run: "prepare_data.sh", env: { DAY: "{{inputs.day}}" } },
        stop_phrase: "DATA_READY",
      },
      { name: "copy", transfer: { name: "stub_data_transfer" }, retry: { attempts: 3 } },
      { name: "release", approval: { role: "admin", timeout_seconds: 7_200 } },
      { name: "load", command: { server: "mypap1d", run: "process_data.sh" }, on_unknown: "fail" },
    ],
  }],
});

/** Adds the faults of texts with unknown placeholders, of steps, and of inputs for a schedule. */
function checkTexts(
  job: z.output<typeof JobShape>,
  { addIssue }: Pick<z.RefinementCtx, "addIssue">,
): void {
  for (const { path, text = "", inputs } of textsOf(job)) {
    const unknown = unknownPlaceholder(text, inputs);
    if (unknown !== undefined) {
      addIssue({ code: "custom", path, message: `${unknown} stands for nothing` });
    }
  }
  if (job.steps.every((step) => "approval" in step)) {
    addIssue({ code: "custom", path: ["steps"], message: "Needs a command or a transfer" });
  }
  if (job.schedule === undefined) return;
  for (const [name, input] of Object.entries(job.inputs)) {
    if (input.default !== undefined) continue;
    const message = "Has no default, which a scheduled run needs";
    addIssue({ code: "custom", path: ["inputs", name], message });
  }
}

/** Text of a job in which placeholders are replaced. */
interface PlaceholderText {
  readonly path: (string | number)[];
  readonly text: string | undefined;
  /** Names of the inputs that it can name. */
  readonly inputs: readonly string[];
}

function textsOf({ lease, inputs, steps }: z.output<typeof JobShape>): PlaceholderText[] {
  const names = Object.keys(inputs);
  return [
    { path: ["lease", "reason"], text: lease.reason, inputs: names },
    ...Object.entries(inputs).map(([name, { default: text }]) => {
      return { path: ["inputs", name, "default"], text, inputs: [] };
    }),
    ...steps.flatMap((step, index): PlaceholderText[] => {
      const path = ["steps", index];
      if ("approval" in step) {
        const text = step.approval.reason;
        return [{ path: [...path, "approval", "reason"], text, inputs: names }];
      }
      return Object.entries("command" in step ? step.command.env : {}).map(([key, text]) => {
        return { path: [...path, "command", "env", key], text, inputs: names };
      });
    }),
  ];
}

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}

/** Definition of a job, with its defaults. */
export type JobDefinition = z.output<typeof JobDefinition>;
/** Definition of a job as people write it. */
export type WrittenJob = z.input<typeof JobDefinition>;
