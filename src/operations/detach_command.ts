import type { SshCommandData } from "../protocol/client_messages.ts";
import { JobDefinition } from "../protocol/job_definition.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { actorOf } from "./job_handlers.ts";
import type { OperationContext } from "./service.ts";

/** Name of the job of a detached command. */
const JOB = "ssh_command";
/** Maximum length of the name of a step, in characters. */
const MAX_NAME = 64;

/**
 * Starts a command that its server keeps, as a run of one step.
 *
 * @throws {AppError} 11001, 41000
 */
export async function* detachCommand(
  { input, context }: Call<SshCommandData, OperationContext>,
): AsyncGenerator<ServerEvent> {
  const definition = jobOf(input);
  const { command } = input;
  const request = { definition, trigger: "command", command, inputs: {} } as const;
  const { run_id, job } = context.service.jobs.start(request, actorOf(context));
  yield { type: "run_started", run_id, job };
}

/** Returns a job with the command as its only step. Nobody decides about a command alone. */
function jobOf(input: SshCommandData): JobDefinition {
  const { server_name: server, command: run, cols, rows } = input;
  const { stop_phrase, stop_grace_seconds, timeout_seconds, idle_timeout_seconds } = input;
  const step = {
    name: run.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ").slice(0, MAX_NAME).toWellFormed(),
    command: { server, run, cols, rows },
    ...{ stop_phrase, stop_grace_seconds, timeout_seconds, idle_timeout_seconds },
    on_unknown: "fail",
  };
  return JobDefinition.parse({ name: JOB, steps: [step] });
}
