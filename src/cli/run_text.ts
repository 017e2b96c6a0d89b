import type { wire } from "../client/mod.ts";
import { localTime } from "./local_time.ts";
import { ownerText } from "./owner_text.ts";

/** Describes the state of a run, in one line. */
export function runStateText(run: Omit<wire.RunStatus, "type">): string {
  const { job, state, position, blocked_by: [first] = [], gate = [], error_detail } = run;
  const [fault] = gate;
  const parts = [
    `${job}: ${state}`,
    ...(position === undefined ? [] : [`place ${position}`]),
    ...(first === undefined ? [] : [ownerText(first.owner)]),
    ...(fault === undefined ? [] : [`${fault.server_name}: ${fault.error_code} ${fault.detail}`]),
    ...(error_detail === null ? [] : [error_detail]),
  ];
  return parts.join(", ");
}

/** Describes the state of a step, in one line. */
export function stepStateText(step: Omit<wire.StepStatus, "type" | "run_id">): string {
  const { path, name, state, exit_code, signal, not_before, error_detail } = step;
  const parts = [
    `${path} ${name}: ${state}`,
    ...(step.try > 1 ? [`try ${step.try}`] : []),
    ...(exit_code === null ? [] : [`exit code ${exit_code}`]),
    ...(signal === null ? [] : [`signal ${signal}`]),
    ...(not_before === null ? [] : [`until ${localTime(not_before)}`]),
    ...(error_detail === null ? [] : [error_detail]),
  ];
  return parts.join(", ");
}
