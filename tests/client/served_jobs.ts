import type { ConnectOptions, wire } from "../../src/client/mod.ts";
import { type ServedClient, servedClient } from "./served_client.ts";

/** Client of a service with the server `a` and a folder of jobs. Disposing it ends all. */
export interface ServedJobs extends ServedClient {
  /** Writes the file of a job of command lines for `a`, which get each input as a variable. */
  write(name: string, lines: readonly string[], more?: Partial<wire.JobDefinition>): void;
}

/** Starts a server, the service with a folder of jobs, a wire and a client. */
export async function servedJobs(
  { variables, ...options }: ConnectOptions & {
    readonly variables?: Record<string, string>;
  } = {},
): Promise<ServedJobs> {
  await using opening = new AsyncDisposableStack();
  const folder = opening.adopt(
    await Deno.makeTempDir({ prefix: "pink-page-jobs-" }),
    (path) => Deno.remove(path, { recursive: true }),
  );
  const served = opening.use(
    await servedClient({ variables: { JOBS_DIR: folder, ...variables }, ...options }),
  );
  const all = opening.move();
  return {
    ...served,
    write: (name, lines, more) => {
      const job = { ...jobOf(name, lines, Object.keys(more?.inputs ?? {})), ...more };
      Deno.writeTextFileSync(`${folder}/${name}.json`, JSON.stringify(job));
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** Returns a job of command lines for `a`, one a step, with each input as a variable. */
export function jobOf(
  name: string,
  lines: readonly string[],
  inputs: readonly string[] = [],
): wire.JobDefinition {
  const env = Object.fromEntries(
    inputs.map((input) => [input.toUpperCase(), `{{inputs.${input}}}`]),
  );
  const steps = lines.map((run, index) => {
    return { name: `step_${index + 1}`, command: { server: "a", run, env } };
  });
  return { name, steps };
}
