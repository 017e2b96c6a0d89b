import { PinkPageError, type RunEvent, type wire } from "../client/mod.ts";
import type { Call } from "./call.ts";
import { exitCodeOfSignal, FAILURE } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { progressOf } from "./progress.ts";
import { eventOf, printJson } from "./read_operation.ts";
import { lineEndsOf, RemoteOutput } from "./remote_output.ts";
import { reportError } from "./report_error.ts";
import type { RunOptions } from "./run_options.ts";
import { runStateText, stepStateText } from "./run_text.ts";

/** Code of a command that failed by its exit code or a signal, and not by a timeout. */
const COMMAND_FAILED = 50000;

/** Options for {@linkcode readRun}. */
export interface ReadRunOptions extends RunOptions {
  /** Open connection. */
  readonly call: Call;
}

/**
 * Prints a run until it ends: its output, or with `json` its events. Resolves to 0 when it has
 * succeeded, to the exit code of the step that failed, or to 255 without one. The failure of the
 * run, and a refusal, are printed.
 *
 * @throws {PinkPageError} the loss of the connection
 */
export async function readRun(io: Io, options: ReadRunOptions): Promise<number> {
  const { call: { client, signal, notes }, run, json } = options;
  const watch = client.job.watch(run, { signal });
  const shown = new ShownRun(io, options);
  try {
    for await (const event of watch) {
      if (json) await printJson(io, event);
      else await shown.show(event);
      shown.note(event);
    }
    const complete = await watch.done();
    if (json) await printJson(io, complete);
    return complete.state === "succeeded" ? 0 : FAILURE;
  } catch (error) {
    if (signal.aborted) notes.note(`The run goes on: job watch ${run}, job cancel ${run}`);
    if (!(error instanceof PinkPageError)) throw error;
    if (json) await printJson(io, eventOf(error));
    if (error.reason !== "error") throw error;
    await reportError(io, error);
    return await shown.exitCode();
  } finally {
    await shown.end();
  }
}

/** Run on the terminal: its output, and its states as notes. */
class ShownRun {
  readonly #output: RemoteOutput;
  readonly #notes: Call["notes"];
  readonly #isTerminal: boolean;
  /** Ends of the output so far, by the ids of the attempts. */
  readonly #ends = new Map<string, number>();
  /** Attempt of the last output. */
  #attempt = "";
  #last: wire.StepStatus | undefined;

  constructor(io: Io, { call: { notes } }: ReadRunOptions) {
    this.#notes = notes;
    this.#isTerminal = io.stdout.isTerminal;
    this.#output = new RemoteOutput(io, { lineEnds: lineEndsOf(io), notes });
  }

  /** Prints the output of an event, or what it tells. */
  async show(event: RunEvent): Promise<void> {
    if (event.type === "run_output") return await this.#print(event);
    if (event.type === "transfer_progress") return this.#notes.progress(progressOf(event));
    // Elsewhere the notes do not stand below the output.
    if (this.#isTerminal) await this.#output.startLine();
    if (event.type === "step_status") this.#notes.note(stepStateText(event));
    else if (event.state === "waiting" || event.state === "gating") {
      this.#notes.progress(runStateText(event));
    } else this.#notes.note(runStateText(event));
  }

  /** Notes the step that did not succeed. */
  note(event: RunEvent): void {
    if (event.type !== "step_status") return;
    if (event.state === "failed" || event.state === "unknown") this.#last = event;
  }

  /** Returns the exit code of the step that failed by it, else 255. */
  async exitCode(): Promise<number> {
    const { error_code, exit_code, signal } = this.#last ?? {};
    if (error_code !== COMMAND_FAILED || signal === undefined) return FAILURE;
    if (signal !== null) return await exitCodeOfSignal(signal);
    return exit_code || FAILURE;
  }

  /** Writes what is held of the output. */
  async end(): Promise<void> {
    this.#notes.clear();
    await this.#output.end();
  }

  async #print({ attempt_id, offset, end, data }: wire.RunOutput): Promise<void> {
    if (attempt_id !== this.#attempt) await this.#output.startLine();
    this.#attempt = attempt_id;
    const missing = offset - (this.#ends.get(attempt_id) ?? 0);
    if (missing > 0) this.#notes.note(`${missing} bytes are left out here`);
    this.#ends.set(attempt_id, end);
    await this.#output.write(data);
  }
}
