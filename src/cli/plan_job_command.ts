import type { wire } from "../client/mod.ts";
import { printAnswer } from "./answer.ts";
import { withService } from "./call.ts";
import { BAD_ANSWER } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { ownerText } from "./owner_text.ts";
import { readJob } from "./read_job.ts";
import type { JobOptions } from "./run_options.ts";
import { tableOf } from "./table.ts";

/**
 * Prints what a run would do. Resolves to 0, or to 1 when a server cannot be used.
 *
 * @throws {CommandFailure} when the file cannot be read
 * @throws {PinkPageError} a refusal
 */
export function planJobCommand(io: Io, options: JobOptions): Promise<number> {
  const { job, input = {} } = options;
  return withService(io, options, async ({ client }) => {
    const plan = await client.job.plan(await readJob(job), { inputs: { ...input } });
    await printAnswer(io, options, { records: [plan], text: textOf(plan) });
    return plan.faults.length === 0 ? 0 : BAD_ANSWER;
  });
}

function textOf(plan: wire.RunPlan): string {
  const { steps, servers, inputs, faults, position, blocked_by } = plan;
  const facts = [
    ["servers", servers.map((name) => name === "*" ? "all" : name).join(", ")],
    ...Object.entries(inputs).map(([name, value]) => ["input", `${name}=${value}`]),
    ...position === null ? [] : [["position", String(position)]],
    ...blocked_by.map(({ owner }) => ["blocked", ownerText(owner)]),
    ...faults.map((fault) => ["fault", faultText(fault)]),
  ];
  const rows = steps.map(({ path, name, kind, subject, median_ms }) => {
    const median = median_ms === null ? "–" : `${(median_ms / 1_000).toFixed(1)} s`;
    return [path, name, kind, subject ?? "–", median];
  });
  return tableOf(facts) + tableOf(rows);
}

function faultText({ server_name, error_code, detail }: wire.RunPlan["faults"][number]): string {
  return `${server_name}: ${error_code} ${detail}`;
}
