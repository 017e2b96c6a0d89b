import { z } from "zod";
import type { Workflow } from "../client/mod.ts";
import { CommandFailure } from "./command_failure.ts";

const name = z.string().min(1).max(64);
const nameOfServer = z.string().min(1).max(255);
const seconds = z.number().positive();

const CommandStep = z.strictObject({
  name,
  command: z.strictObject({ server: nameOfServer, run: z.string().min(1) }),
  stop_phrase: z.string().min(1).max(1_024).optional(),
  timeout_seconds: seconds.optional(),
  idle_timeout_seconds: seconds.optional(),
});
const TransferStep = z.strictObject({
  name,
  transfer: z.strictObject({ name: nameOfServer }),
});

/** Schema of a workflow file. */
const WorkflowFile = z.strictObject({ name, steps: z.array(z.unknown()).min(1) });

/**
 * Reads the workflow of a file.
 *
 * @throws {CommandFailure} that names each wrong field, or when the file cannot be read
 */
export async function readWorkflow(path: string): Promise<Workflow> {
  const text = await Deno.readTextFile(path).catch(({ message }: Error) => {
    throw new CommandFailure(`${path} cannot be read: ${message}`);
  });
  const faults: string[] = [];
  const workflow = parsed(WorkflowFile, parseJson(path, text), { faults, path: [] });
  const steps = workflow?.steps.map((step, i) => parseStep(step, { faults, path: ["steps", i] }));
  if (workflow === undefined || steps === undefined || faults.length > 0) {
    throw new CommandFailure([`${path} is no workflow:`, ...faults].join("\n"));
  }
  return { name: workflow.name, steps: steps.filter((step) => step !== undefined) };
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailure(`${path} is no JSON: ${(error as Error).message}`);
  }
}

/** Place of a value in the file, and the list of the faults that were found. */
interface Place {
  readonly faults: string[];
  readonly path: readonly PropertyKey[];
}

function parseStep(step: unknown, place: Place): Workflow["steps"][number] | undefined {
  const isTransfer = typeof step === "object" && step !== null && "transfer" in step;
  return isTransfer ? parsed(TransferStep, step, place) : parsed(CommandStep, step, place);
}

/** Returns the value of a schema. Notes a fault for each wrong field, with its path. */
function parsed<Value>(schema: z.ZodType<Value>, value: unknown, place: Place): Value | undefined {
  const { data, error } = schema.safeParse(value);
  for (const { path, message } of error?.issues ?? []) {
    place.faults.push(`${pathOf([...place.path, ...path])}: ${message}`);
  }
  return data;
}

/** Formats a path: `steps[1].command.server`. */
function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("");
  return text.replace(/^\./, "") || "file";
}
