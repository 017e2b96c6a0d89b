import type { FieldFault } from "../errors.ts";
import { reasonOf } from "../errors.ts";
import { faultsOf } from "../protocol/faults.ts";
import { JobDefinition } from "../protocol/job_definition.ts";
import { scheduleFault } from "./fire_times.ts";
import { JsonError, parseJsonc } from "./parse_jsonc.ts";

/** Definition of a job, or the faults for which there is none. */
export type ReadDefinition =
  | { readonly job: JobDefinition; readonly faults?: undefined }
  | { readonly job?: undefined; readonly faults: readonly FieldFault[] };

/** Reads the definition of a job from a JSON value. */
export function readDefinition(value: unknown): ReadDefinition {
  const { data, error } = JobDefinition.safeParse(value);
  if (error !== undefined) return { faults: faultsOf(value, error.issues) };
  const fault = data.schedule && scheduleFault(data.schedule);
  return fault === undefined ? { job: data } : { faults: [fault] };
}

/**
 * Reads the definition of a job from the text of a file. Each fault tells its line: `line 7,
 * steps.0.command.run: is missing`.
 */
export function readDefinitionText(
  text: string,
): { readonly job: JobDefinition } | { readonly error: string } {
  try {
    const { value, lines } = parseJsonc(text);
    const { job, faults = [] } = readDefinition(value);
    if (job !== undefined) return { job };
    return { error: faults.map((fault) => described(fault, lines)).join("; ") };
  } catch (cause) {
    const place = cause instanceof JsonError ? `line ${cause.line}: ` : "";
    return { error: `${place}${reasonOf(cause)}` };
  }
}

function described(
  { field, message }: FieldFault,
  lines: ReadonlyMap<string, number>,
): string {
  const path = field.split(".");
  // A field that is missing has no line of its own: that of its object stands for it.
  while (path.length > 0 && !lines.has(path.join("."))) path.pop();
  const place = `line ${lines.get(path.join(".")) ?? 1}`;
  return field === "" ? `${place}: ${message}` : `${place}, ${field}: ${message}`;
}
