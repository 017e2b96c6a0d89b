import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { RunView } from "../../src/domain/run.ts";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import type { Run } from "../../src/protocol/rest/run_records.ts";
import type { EventOf, ServerEvent } from "../../src/protocol/server_events.ts";
import { AttemptOutputs } from "../../src/store/attempt_outputs.ts";
import { DurableWrites } from "../../src/store/durable_writes.ts";
import { Runs } from "../../src/store/runs.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { type Sshd, type SshdOptions, startSshd } from "../harness/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";
import { outsider } from "../store/folder.ts";

type StartData = Extract<ClientMessage, { type: "start_job" }>["data"];

/** Watched run. */
export interface Watched {
  readonly ending: EventOf<"complete" | "error" | "cancelled">;
  /** Output by the paths of the steps, of all attempts. */
  readonly output: Readonly<Record<string, string>>;
}

/** Options for {@linkcode jobService}. */
export interface JobServiceOptions extends SshdOptions {
  /** Returns further variables of the service. */
  readonly variables?: (sshd: Sshd) => Record<string, string>;
}

/**
 * Service with a folder of jobs, and one real server called `a`, which it reaches through a proxy.
 * Disposing it ends all.
 */
export class JobService implements AsyncDisposable {
  readonly #held: AsyncDisposableStack;
  readonly #variables: Record<string, string>;
  readonly #clients: Client[] = [];
  #app: TestApp | undefined;

  constructor(
    readonly sshd: Sshd,
    readonly proxy: TcpProxy,
    /** Path of the folder of jobs. */
    readonly folder: string,
    { variables, held }: { variables: Record<string, string>; held: AsyncDisposableStack },
  ) {
    this.#variables = variables;
    this.#held = held;
  }

  /** Running service. */
  get app(): TestApp {
    if (this.#app === undefined) throw new Error("the service is stopped");
    return this.#app;
  }

  /** Client that connected last. */
  get client(): Client {
    const client = this.#clients.at(-1);
    if (client === undefined) throw new Error("the service is stopped");
    return client;
  }

  /** Path of the database, which stays when the service stops. */
  get database(): string {
    return `${this.folder}/db/pink-page.db`;
  }

  /** Path of what the installation keeps on the server. */
  get kept(): string {
    const folder = `${this.sshd.home}/.pink-page`;
    const [entry] = Deno.readDirSync(folder);
    return `${folder}/${entry?.name}`;
  }

  /** Fences that the server knows. */
  get fences(): number[] {
    return [...Deno.readDirSync(`${this.kept}/fence`)].map(({ name }) => Number(name));
  }

  /** Starts the service, and connects a client. */
  async begin(): Promise<void> {
    this.#app = await startApp(this.#variables);
    await this.connect();
  }

  /** Ends the service as a shutdown does. Commands on the server go on. */
  async stop(): Promise<void> {
    for (const client of this.#clients.splice(0)) await client[Symbol.asyncDispose]();
    await this.#app?.[Symbol.asyncDispose]();
    this.#app = undefined;
  }

  /** Connects another client, which lives as long as the service. */
  async connect(): Promise<Client> {
    const client = await Client.connect(this.app.url);
    this.#clients.push(client);
    return client;
  }

  /** Writes the file of a job. */
  write(job: WrittenJob | string, file?: string): void {
    const text = typeof job === "string" ? job : JSON.stringify(job);
    const name = file ?? `${typeof job === "string" ? "job" : job.name}.json`;
    Deno.writeTextFileSync(`${this.folder}/${name}`, text);
  }

  /** Writes a job and starts it. Returns the id of its run. */
  async run(job: WrittenJob): Promise<string> {
    this.write(job);
    return await this.start(job.name);
  }

  /** Starts a job by its name, and returns the id of its run. */
  async start(job: string, data: Partial<StartData> = {}): Promise<string> {
    const { client } = this;
    client.send({ type: "start_job", data: { job, ...data }, request_id: "start" });
    return (await client.next("run_started")).run_id;
  }

  /** Watches a run to its ending. */
  async watch(runId: string): Promise<Watched> {
    return await watched(this.client, runId);
  }

  /** Waits until a run is in a state, as clients are told. */
  async until(runId: string, state: string): Promise<EventOf<"run_status">> {
    const accepts = (event: ServerEvent) =>
      event.type === "run_status" && event.run_id === runId && event.state === state;
    return await this.#told(accepts, `the run is ${state}`) as EventOf<"run_status">;
  }

  /** Waits until a step of a run is in a state, as clients are told. */
  async untilStep(runId: string, path: string, state: string): Promise<EventOf<"step_status">> {
    const accepts = (event: ServerEvent) =>
      event.type === "step_status" && event.run_id === runId && event.path === path &&
      event.state === state;
    return await this.#told(accepts, `step ${path} is ${state}`) as EventOf<"step_status">;
  }

  /** Waits until the client was told an event. */
  async #told(accepts: (event: ServerEvent) => boolean, what: string): Promise<ServerEvent> {
    const { client: { events } } = this;
    await eventually(() => events.some(accepts), what);
    return events.findLast(accepts) as ServerEvent;
  }

  /** Waits until the client was told a state of a run that `accepts` accepts. */
  async untilRun(
    runId: string,
    accepts: (event: EventOf<"run_status">) => boolean,
  ): Promise<EventOf<"run_status">> {
    const isIt = (event: ServerEvent) =>
      event.type === "run_status" && event.run_id === runId && accepts(event);
    return await this.#told(isIt, "the run is told so") as EventOf<"run_status">;
  }

  /** Returns the ids of the runs of a job, newest first. */
  runsOf(job: string): string[] {
    using database = outsider(this.database);
    const select = "SELECT run_id FROM job_runs WHERE job = ? ORDER BY id DESC";
    return database.prepare(select).values<[string]>(job).map(([id]) => id);
  }

  /** Returns the number of stored definitions with a text. */
  definitionsWith(text: string): number {
    using database = outsider(this.database);
    const select = "SELECT count(*) FROM job_definitions WHERE instr(definition, ?) > 0";
    return database.prepare(select).value<[number]>(text)?.[0] ?? 0;
  }

  /** Returns a run as it is stored. */
  runOf(runId: string): Run {
    return this.viewOf(runId).run;
  }

  /** Returns a run and its attempts as they are stored. */
  viewOf(runId: string): RunView {
    using database = outsider(this.database);
    const writes = new DurableWrites(database, { checkPlace: () => {} });
    const runs = new Runs(database, writes, new AttemptOutputs(database, writes, 0));
    return runs.view(runId) as RunView;
  }

  /** Waits until output of a run is stored: by then the service follows its command. */
  async untilRecorded(runId: string): Promise<void> {
    const isRecorded = () => this.viewOf(runId).attempts.some((of) => of.recorded_bytes > 0);
    await eventually(isRecorded, "output is stored");
  }

  /** Makes an empty folder of the server's user below its folder. */
  async makeFolder(name: string): Promise<void> {
    const path = `${this.sshd.folder}/${name}`;
    await Deno.mkdir(path);
    const { uid, gid } = await Deno.stat(this.sshd.folder);
    await Deno.chown(path, uid, gid);
  }

  /** Waits until a file below the home folder of the server exists. */
  async untilFile(name: string): Promise<void> {
    const path = `${this.sshd.home}/${name}`;
    await eventually(() => Deno.stat(path).then(() => true, () => false), `${name} exists`);
  }

  /** Waits until nothing of any run is left on the server. */
  async untilClean(): Promise<void> {
    const count = () => [...Deno.readDirSync(`${this.kept}/run`)].length;
    await eventually(() => count() === 0, "nothing is left on the server");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#held.disposeAsync();
  }
}

/** Starts a server, a service with a folder of jobs, and a client. */
export async function jobService(
  { variables = () => ({}), ...options }: JobServiceOptions = {},
): Promise<JobService> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd(options));
  const proxy = opening.use(await startTcpProxy(sshd.port));
  const folder = opening.adopt(
    await Deno.makeTempDir({ prefix: "pink-page-jobs-" }),
    (path) => Deno.remove(path, { recursive: true }),
  );
  await Deno.mkdir(`${folder}/db`);
  const all = {
    ...serverVariables("a", sshd),
    A_PORT: String(proxy.port),
    JOBS_DIR: folder,
    DATABASE_PATH: `${folder}/db/pink-page.db`,
    ...variables(sshd),
  };
  const service = new JobService(sshd, proxy, folder, { variables: all, held: opening.move() });
  await service.begin();
  return service;
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
