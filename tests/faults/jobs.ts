// PINK_PAGE_FAULTS=long: 20 kills and cuts, and a database that is locked for 30 s.
import { assert, assertEquals } from "@std/assert";
import { Database } from "@db/sqlite";
import { serverVariables } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";
import { crashAt, type CrashPoint, keptOn, leftIn } from "../jobs/crash_point.ts";
import { watched } from "../jobs/job_service.ts";
import { ServiceProcess } from "../jobs/service_process.ts";

import { outsider } from "../store/folder.ts";

const IS_LONG = Deno.env.get("PINK_PAGE_FAULTS") === "long";
/** Number of kills and cuts. */
const FAULTS = IS_LONG ? 20 : 5;
/** Time for which the database is locked, in milliseconds. */
const LOCK_MS = IS_LONG ? 30_000 : 3_000;
/** Command that appends a line to a file, and prints 24 MB in 3 s or more. */
const LOUD = "echo ran >> ran; i=10; " +
  "while [ $i -lt 40 ]; do seq ${i}00000 ${i}99999; sleep 0.1; i=$((i + 1)); done";

/** Service in a process of its own with one job, `loud`, and what it works with. */
interface Lab extends AsyncDisposable {
  readonly sshd: Sshd;
  readonly proxy: TcpProxy;
  readonly variables: Record<string, string>;
  readonly database: string;
}

async function lab(run = LOUD): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd());
  const proxy = opening.use(await startTcpProxy(sshd.port));
  const folder = opening.adopt(
    await Deno.makeTempDir({ prefix: "pink-page-faults-" }),
    (path) => Deno.remove(path, { recursive: true }),
  );
  await Deno.mkdir(`${folder}/jobs`);
  const job = { name: "loud", steps: [{ name: "run", command: { server: "a", run } }] };
  await Deno.writeTextFile(`${folder}/jobs/loud.json`, JSON.stringify(job));
  const database = `${folder}/db`;
  const variables = {
    ...serverVariables("a", sshd),
    A_PORT: String(proxy.port),
    ENV: "test",
    PORT: "0",
    DATABASE_PATH: database,
    JOBS_DIR: `${folder}/jobs`,
  };
  const held = opening.move();
  return {
    ...{ sshd, proxy, variables, database },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

/** Starts the job, once, and returns the id of its run. */
async function start(client: Client): Promise<string> {
  client.send({ type: "start_job", data: { job: "loud", idempotency_key: "1" } });
  return (await client.next("run_started")).run_id;
}

/** Returns the number of bytes that are recorded, or -1 before the first attempt. */
function recorded(database: string): number {
  using reader = outsider(database);
  const [size = -1] =
    reader.prepare("SELECT max(recorded_bytes) FROM attempts").value<[number]>() ??
      [];
  return size ?? -1;
}

/** Waits until more than `bytes` are recorded, or the run has ended. */
async function untilRecorded(database: string, bytes: number): Promise<void> {
  await eventually(
    () => recorded(database) > bytes || leftIn(database) === 0,
    "output is recorded",
  );
}

/** Asserts that a run ran once, that all of its output is recorded, and that nothing is left. */
async function assertWhole({ sshd, database }: Lab, service: ServiceProcess, run: string) {
  await using client = await Client.connect(await service.url);
  const { ending } = await watched(client, run);
  assertEquals(ending.type, "complete", JSON.stringify(ending));
  assertEquals(await Deno.readTextFile(`${sshd.home}/ran`), "ran\n");
  await eventually(() => keptOn(sshd).length === 0, "nothing is left on the server");
  await eventually(() => leftIn(database) === 0, "nothing is left to do");
  using reader = outsider(database);
  const pieces = reader.prepare("SELECT offset, data FROM attempt_output ORDER BY offset")
    .values<[number, Uint8Array<ArrayBuffer>]>();
  const bytes = await new Blob(pieces.map(([, data]) => data)).bytes();
  const numbers = new TextDecoder().decode(bytes).split("\r\n").slice(0, -1);
  assertEquals(numbers.length, 3_000_000);
  numbers.forEach((line, index) => assert(line === String(1_000_000 + index), `line ${index}`));
  const [lease] = reader.prepare("SELECT count(DISTINCT lease_id) FROM job_runs").value<
    [number]
  >()!;
  assert(lease <= 1);
}

const POINTS: readonly CrashPoint[] = [
  ["planned", 1],
  ["launched", 1],
  ["running", 1],
  ["appended", 2],
  ["ended", 1],
  ["removed", 1],
  ["committed", 1],
  ["committed", 2],
];

sshdTest("the service is killed at each point of a run", async (t) => {
  await using sshd = await startSshd();
  for (const point of POINTS) await t.step(point.join(" "), () => crashAt(sshd, point));
});

sshdTest("24 MB while the service is killed again and again: every byte once", async () => {
  await using at = await lab();
  let service = new ServiceProcess(at.variables);
  let run = "";
  let leases = new Set<number>();
  for (let kills = 0; kills < FAULTS; kills++) {
    await using client = await Client.connect(await service.url);
    run = await start(client);
    await untilRecorded(at.database, recorded(at.database) + Math.random() * 500_000);
    using reader = outsider(at.database);
    const [lease] = reader.prepare("SELECT lease_id FROM job_runs").value<[number | null]>() ?? [];
    if (lease !== null && lease !== undefined) leases = leases.add(lease);
    await service.kill();
    service = new ServiceProcess(at.variables);
  }
  await assertWhole(at, service, run);
  assertEquals(leases.size, 1, "the run kept its lease");
  await service.kill();
});

sshdTest("24 MB while connections are cut and sshd restarts: every byte once", async () => {
  await using at = await lab();
  const service = new ServiceProcess(at.variables);
  await using client = await Client.connect(await service.url);
  const run = await start(client);
  for (let cuts = 0; cuts < FAULTS; cuts++) {
    await untilRecorded(at.database, recorded(at.database) + Math.random() * 500_000);
    if (cuts % 4 === 3) await at.sshd.restart();
    else at.proxy.cutAll();
  }
  await assertWhole(at, service, run);
  await service.kill();
});

sshdTest("24 MB while the database is locked: every byte once", async () => {
  await using at = await lab();
  const service = new ServiceProcess(at.variables);
  await using client = await Client.connect(await service.url);
  const run = await start(client);
  await untilRecorded(at.database, 100_000);
  const other = new Database(at.database);
  other.exec("PRAGMA busy_timeout = 30000");
  other.exec("BEGIN IMMEDIATE");
  await new Promise((resolve) => setTimeout(resolve, LOCK_MS));
  other.exec("COMMIT");
  other.close();
  await assertWhole(at, service, run);
  await service.kill();
});

sshdTest(
  "a frozen service wakes up after its servers were given to another: it launches nothing",
  async () => {
    await using at = await lab("echo ran >> ran; until [ -e go ]; do sleep 0.05; done; exit 1");
    const file = at.variables.JOBS_DIR + "/loud.json";
    const job = JSON.parse(await Deno.readTextFile(file));
    job.steps[0].retry = { attempts: 2, backoff_seconds: 0 };
    await Deno.writeTextFile(file, JSON.stringify(job));
    const service = new ServiceProcess(at.variables);
    await using client = await Client.connect(await service.url);
    const run = await start(client);
    await eventually(() => exists(`${at.sshd.home}/ran`), "the command runs");
    service.signal("SIGSTOP");
    const folder = `${at.sshd.home}/.pink-page`;
    const [installation] = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
    await Deno.mkdir(`${folder}/${installation}/fence/5000`);
    await Deno.writeTextFile(`${at.sshd.home}/go`, "");
    service.signal("SIGCONT");
    const { ending } = await watched(client, run);
    assert(ending.type === "error");
    assertEquals(ending.error_code, 50012);
    assertEquals(await Deno.readTextFile(`${at.sshd.home}/ran`), "ran\n");
    await service.kill();
  },
);

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
