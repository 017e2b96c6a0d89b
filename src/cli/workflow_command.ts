import {
  type Decision,
  type Operation,
  PinkPageError,
  type StepState,
  type Workflow,
  type WorkflowStep,
} from "../client/mod.ts";
import { printAnswer } from "./answer.ts";
import { type Call, callOptions, joinedSession, withService } from "./call.ts";
import { CommandFailure } from "./command_failure.ts";
import type { HeldOptions } from "./common_options.ts";
import { exitCodeOf, FAILURE, type RemoteEnding } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { readOperation } from "./read_operation.ts";
import { readWorkflow } from "./read_workflow.ts";
import { lineEndsOf, RemoteOutput } from "./remote_output.ts";
import { reportError } from "./report_error.ts";

/** Arguments of `workflow`. */
export interface WorkflowCommandOptions extends HeldOptions {
  /** Path of the file. */
  readonly file: string;
  /** Name or number of the first step. */
  readonly from?: string;
  /** Whether the file is only checked. */
  readonly check?: boolean;
}

/**
 * Runs a workflow, and resolves to 0, or to the exit code of the step that ended it.
 *
 * @throws {CommandFailure} when the file is wrong
 * @throws {PinkPageError} when the session was refused or lost
 */
export async function workflowCommand(io: Io, options: WorkflowCommandOptions): Promise<number> {
  const workflow = startingFrom(await readWorkflow(options.file), options.from);
  if (options.check) {
    const text = workflow.steps.map(rowOf);
    await printAnswer(io, options, { records: workflow.steps, text });
    return 0;
  }
  return await withService(io, options, (call) => runSteps(io, { ...options, call, workflow }));
}

/** Returns the workflow without the steps before `first`. @throws {CommandFailure} without it */
function startingFrom({ name, steps }: Workflow, first = "1"): Workflow {
  const named = steps.findIndex(({ name }) => name === first);
  const index = named >= 0 ? named : Number(first) - 1;
  if (steps[index] === undefined) {
    const names = steps.map(({ name }) => name).join(", ");
    throw new CommandFailure(`No step is called ${first}: take one of ${names}`);
  }
  return { name, steps: steps.slice(index) };
}

/** Returns a step as a row of a table. */
function rowOf(step: WorkflowStep, index: number): string[] {
  const [place, what] = "transfer" in step
    ? ["–", step.transfer.name]
    : [step.command.server, step.command.run];
  return [String(index + 1), step.name, place, what];
}

/** Workflow on an open connection. */
interface Running extends WorkflowCommandOptions {
  readonly call: Call;
  readonly workflow: Workflow;
}

async function runSteps(io: Io, { call, workflow, ...options }: Running): Promise<number> {
  const { client, notes } = call;
  await joinedSession(io, call);
  const output = new RemoteOutput(io, { lineEnds: lineEndsOf(io), notes });
  let ending: RemoteEnding | undefined;
  let reading: Promise<void> = Promise.resolve();
  let told: unknown;
  let broken: unknown;
  const read = async (operation: Operation<unknown>, { name }: StepState) => {
    await reading;
    await output.startLine();
    notes.note(`${name} …`);
    ending = undefined;
    const complete = await readOperation(io, operation, { ...options, notes, output });
    ending = complete as RemoteEnding;
  };
  const isAsking = io.stdin.isTerminal && io.stderr.isTerminal;
  const run = client.workflow(workflow, {
    ...callOptions(call, options),
    onOperation: (operation, step) => {
      reading = read(operation, step).catch((error) => {
        if (!(error instanceof PinkPageError)) broken = error;
      });
    },
    onFailure: async ({ error }) => {
      await reading;
      if (!isAsking || broken !== undefined) return "end";
      await reportError(io, told = error);
      return await ask(io, call.signal);
    },
  });
  try {
    await run.done();
    return 0;
  } catch (error) {
    if (broken !== undefined) throw broken;
    if (!(error instanceof PinkPageError) || call.signal.aborted) throw error;
    if (error !== told) await reportError(io, error);
    if (ending === undefined) return error.exitCode ?? FAILURE;
    return await exitCodeOf(ending);
  } finally {
    await reading;
  }
}

/** Asks on the terminal what follows a failure. The end of the input ends the workflow. */
async function ask({ stdin, stderr }: Io, signal: AbortSignal): Promise<Decision> {
  const question = "Run it again, skip it, or end? [a/s/e] ";
  stderr.write(question);
  for await (const answer of stdin.read(signal)) {
    const [letter] = answer.trim().toLowerCase();
    if (letter === "a") return "again";
    if (letter === "s") return "skip";
    if (letter === "e") return "end";
    stderr.write(question);
  }
  return "end";
}
