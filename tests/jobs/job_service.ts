import { type AppHooks } from "../../src/app.ts";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { type Sshd, type SshdOptions, startSshd } from "../harness/sshd.ts";

/** Service with a folder of jobs, and one real server called `a`. Disposing it ends all. */
export interface JobService extends AsyncDisposable {
  readonly app: TestApp;
  readonly sshd: Sshd;
  readonly client: Client;
  /** Path of the folder of jobs. */
  readonly folder: string;
  /** Writes the file of a job. */
  write(job: WrittenJob | string, file?: string): void;
  /** Starts a job by its name, and returns the id of its run. */
  start(job: string, data?: Partial<StartData>): Promise<string>;
  /** Watches a run to its ending. Returns the ending and the output of its steps. */
  watch(runId: string): Promise<Watched>;
  /** Connects another client. */
  connect(): Promise<Client>;
}

type StartData = Extract<ClientMessage, { type: "start_job" }>["data"];

/** Watched run. */
export interface Watched {
  readonly ending: EventOf<"complete" | "error" | "cancelled">;
  /** Output by the paths of the steps, of the last attempts. */
  readonly output: Readonly<Record<string, string>>;
}

/** Options for {@linkcode jobService}. */
export interface JobServiceOptions extends SshdOptions {
  /** Further variables of the service. */
  readonly variables?: Record<string, string>;
  /** Hooks of the service. */
  readonly hooks?: AppHooks;
}

/** Starts a server, a service with a folder of jobs, and a client. */
export async function jobService(
  { variables = {}, ...options }: JobServiceOptions = {},
): Promise<JobService> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd(options));
  const folder = opening.adopt(
    Deno.makeTempDirSync({ prefix: "pink-page-jobs-" }),
    (path) => Deno.remove(path, { recursive: true }),
  );
  const app = opening.use(
    await startApp({ ...serverVariables("a", sshd), JOBS_DIR: folder, ...variables }),
  );
  const client = opening.use(await Client.connect(app.url));
  const opened = opening.move();
  return {
    app,
    sshd,
    client,
    folder,
    write: (job, file = "job.json") =>
      Deno.writeTextFileSync(
        `${folder}/${file}`,
        typeof job === "string" ? job : JSON.stringify(job),
      ),
    start: async (job, data = {}) => {
      client.send({ type: "start_job", data: { job, ...data }, request_id: "start" });
      return (await client.next("run_started")).run_id;
    },
    watch: async (runId) => await watched(client, runId),
    connect: () => Client.connect(app.url),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Watches a run to its ending. */
export async function watched(
  client: Client,
  run_id: string,
  offsets: Record<string, number> = {},
): Promise<Watched> {
  const request_id = crypto.randomUUID();
  client.send({ type: "watch_run", data: { run_id, offsets }, request_id });
  const isOurs = (event: { request_id?: string | undefined }) => event.request_id === request_id;
  const ending = await client.find((event) =>
    ["complete", "error", "cancelled"].includes(event.type) && "request_id" in event &&
    isOurs(event)
  );
  const output: Record<string, string> = {};
  for (const event of client.events) {
    if (event.type !== "run_output" || !isOurs(event)) continue;
    output[event.path] = (output[event.path] ?? "") + event.data;
  }
  return { ending: ending as Watched["ending"], output };
}
