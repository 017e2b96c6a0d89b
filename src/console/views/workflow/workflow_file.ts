import type { Workflow, WorkflowStep } from "../../../client/mod.ts";
import { MAX_LENGTH, MAX_SECONDS } from "../../parts/limits.ts";

/** Kind of a fault in a workflow file. */
export type FaultKind = "json" | "object" | "steps" | "step" | "text" | "seconds" | "unknown";

/** Fault in a workflow file. */
export interface Fault {
  /** Place of the value: `steps[1].command.server`; empty for the whole file. */
  readonly path: string;
  /** Expectation that the value does not meet. */
  readonly kind: FaultKind;
}

/** Workflow of a file, or the faults for which there is none. */
export type ReadFile =
  | { readonly workflow: Workflow; readonly faults: readonly [] }
  | { readonly workflow: undefined; readonly faults: readonly Fault[] };

type Fields = Readonly<Record<string, unknown>>;

/** Returns the text of the file of a workflow, which the command line reads too. */
export function fileText({ name, steps }: Workflow): string {
  return `${JSON.stringify({ name, steps: steps.map(fieldsOf) }, null, 2)}\n`;
}

/** Returns the workflow of the text of a file, or every fault in it. */
export function readFile(text: string): ReadFile {
  try {
    return readWorkflow(JSON.parse(text));
  } catch {
    return { workflow: undefined, faults: [{ path: "", kind: "json" }] };
  }
}

/** Returns the workflow of a JSON value, or every fault in it. */
export function readWorkflow(value: unknown): ReadFile {
  const reader = new Reader();
  const fields = reader.object(value, { path: "", known: ["name", "steps"] });
  if (fields !== undefined) {
    reader.text(fields, "name", { path: "", max: MAX_LENGTH.name });
    if (!Array.isArray(fields.steps) || fields.steps.length === 0) reader.add("steps", "steps");
    else fields.steps.forEach((step, index) => readStep(reader, step, `steps[${index}]`));
  }
  if (reader.faults.length > 0) return { workflow: undefined, faults: reader.faults };
  const { name, steps } = value as Workflow;
  return { workflow: { name, steps: steps.map(fieldsOf) }, faults: [] };
}

/** Returns a step with its fields in their order, without those that are not set. */
function fieldsOf(step: WorkflowStep): WorkflowStep {
  const { name } = step;
  if ("transfer" in step) return { name, transfer: { name: step.transfer.name } };
  const { command: { server, run }, stop_phrase, timeout_seconds, idle_timeout_seconds } = step;
  return {
    name,
    command: { server, run },
    ...stop_phrase !== undefined && { stop_phrase },
    ...timeout_seconds !== undefined && { timeout_seconds },
    ...idle_timeout_seconds !== undefined && { idle_timeout_seconds },
  };
}

function readStep(reader: Reader, step: unknown, path: string): void {
  const isTransfer = typeof step === "object" && step !== null && "transfer" in step;
  const limits = ["timeout_seconds", "idle_timeout_seconds"];
  const known = isTransfer ? ["name", "transfer"] : ["name", "command", "stop_phrase", ...limits];
  const fields = reader.object(step, { path, known });
  if (fields === undefined) return;
  reader.text(fields, "name", { path, max: MAX_LENGTH.name });
  if (isTransfer) {
    const transfer = reader.object(fields.transfer, { path: `${path}.transfer`, known: ["name"] });
    if (transfer) {
      reader.text(transfer, "name", { path: `${path}.transfer`, max: MAX_LENGTH.server });
    }
    return;
  }
  if (fields.command === undefined) return reader.add(path, "step");
  const inner = `${path}.command`;
  const command = reader.object(fields.command, { path: inner, known: ["server", "run"] });
  if (command !== undefined) {
    reader.text(command, "server", { path: inner, max: MAX_LENGTH.server });
    reader.text(command, "run", { path: inner, max: MAX_LENGTH.run });
  }
  if (fields.stop_phrase !== undefined) {
    reader.text(fields, "stop_phrase", { path, max: MAX_LENGTH.stop_phrase });
  }
  for (const limit of limits) reader.seconds(fields[limit], `${path}.${limit}`);
}

/** Reader of JSON values, which notes each fault with its path. */
class Reader {
  readonly faults: Fault[] = [];

  add(path: string, kind: FaultKind): void {
    this.faults.push({ path, kind });
  }

  object(
    value: unknown,
    { path, known }: { readonly path: string; readonly known: readonly string[] },
  ): Fields | undefined {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.add(path, "object");
      return undefined;
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) this.add(joined(path, name), "unknown");
    }
    return value as Fields;
  }

  text(
    fields: Fields,
    name: string,
    { path, max }: { readonly path: string; readonly max: number },
  ): void {
    const value = fields[name];
    const isGood = typeof value === "string" && value !== "" && value.length <= max;
    if (!isGood) this.add(joined(path, name), "text");
  }

  seconds(value: unknown, path: string): void {
    if (value === undefined) return;
    const isGood = typeof value === "number" && value > 0 && value <= MAX_SECONDS;
    if (!isGood) this.add(path, "seconds");
  }
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
