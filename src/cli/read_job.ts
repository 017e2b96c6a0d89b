import type { wire } from "../client/mod.ts";
import { JsonError, parseJsonc } from "../jobs/parse_jsonc.ts";
import { CommandFailure } from "./command_failure.ts";

/**
 * Returns the definition in a file `*.json` or `*.jsonc`, which the service checks, and any other
 * text as the name of a job.
 *
 * @throws {CommandFailure} when the file cannot be read, or is no JSON
 */
export async function readJob(job: string): Promise<string | wire.JobDefinition> {
  if (!/\.jsonc?$/.test(job)) return job;
  const text = await Deno.readTextFile(job).catch(({ message }: Error) => {
    throw new CommandFailure(`${job} cannot be read: ${message}`);
  });
  try {
    return parseJsonc(text).value as wire.JobDefinition;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new CommandFailure(`${job} is no JSON: line ${error.line}: ${error.message}`);
  }
}
