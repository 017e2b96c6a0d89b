import type { StepDecision } from "../client/mod.ts";
import { printAnswer } from "./answer.ts";
import { withService } from "./call.ts";
import type { Io } from "./io.ts";
import type { RunOptions } from "./run_options.ts";
import { runStateText, stepStateText } from "./run_text.ts";

/** Cancels a run, and prints its state. Resolves to 0. @throws {PinkPageError} a refusal */
export function cancelRunCommand(io: Io, options: RunOptions): Promise<number> {
  return withService(io, options, async ({ client }) => {
    const status = await client.job.cancel(options.run);
    await printAnswer(io, options, { records: [status], text: `${runStateText(status)}\n` });
    return 0;
  });
}

/** Arguments of `job decide`. */
export interface DecideStepOptions extends RunOptions, Pick<StepDecision, "decision"> {
  /** Number of the step. */
  readonly step: string;
  /** Text for others. */
  readonly comment?: string;
}

/** Decides about a step, and prints its state. Resolves to 0. @throws {PinkPageError} a refusal */
export function decideStepCommand(io: Io, options: DecideStepOptions): Promise<number> {
  const { run, step: path, decision, comment } = options;
  return withService(io, options, async ({ client }) => {
    const more = comment === undefined ? {} : { comment };
    const status = await client.job.decide(run, { path, decision, ...more });
    await printAnswer(io, options, { records: [status], text: `${stepStateText(status)}\n` });
    return 0;
  });
}
