import { assertEquals } from "@std/assert";
import type { Checkpoint } from "../../src/jobs/run_ports.ts";
import { openStore } from "../../src/store/open_store.ts";
import { serverVariables } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { memoryLog } from "../harness/memory_log.ts";
import type { Sshd } from "../harness/sshd.ts";
import { outsider } from "../store/folder.ts";
import { watched } from "./job_service.ts";
import { ServiceProcess } from "./service_process.ts";

/** Command that can be found to have run once, with output before and after a pause. */
const LINE = "echo ran >> $MARK; echo one; sleep 0.3; echo two; sleep 0.3; echo three";

/** Point in the work of a run, and the number of times that it is reached. */
export type CrashPoint = readonly [Checkpoint, number];

/**
 * Kills a service at a point, and starts another one. Asserts that the command ran once, that its
 * output is whole, that there is one result, and that nothing is left.
 */
export async function crashAt(sshd: Sshd, [point, nth]: CrashPoint): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-crash-" });
  const mark = `ran-${point}-${nth}`;
  const command = { server: "a", run: LINE, env: { MARK: mark } };
  const steps = [{ name: "run", command }];
  await Deno.mkdir(`${folder}/jobs`);
  await Deno.writeTextFile(`${folder}/jobs/a.json`, JSON.stringify({ name: "a", steps }));
  const variables = {
    ...serverVariables("a", sshd),
    ENV: "test",
    PORT: "0",
    DATABASE_PATH: `${folder}/db`,
    JOBS_DIR: `${folder}/jobs`,
  };
  const first = new ServiceProcess(variables, [point, String(nth)]);
  await using starter = await Client.connect(await first.url);
  starter.send({ type: "start_job", data: { job: "a", idempotency_key: "1" } });
  assertEquals(await first.ended(), "SIGKILL");
  const second = new ServiceProcess(variables, ["none"]);
  await using client = await Client.connect(await second.url);
  client.send({ type: "start_job", data: { job: "a", idempotency_key: "1" } });
  const { run_id } = await client.next("run_started");
  const { ending, output } = await watched(client, run_id);
  assertEquals(ending.type, "complete");
  assertEquals(output, { 1: "one\r\ntwo\r\nthree\r\n" });
  assertEquals(await Deno.readTextFile(`${sshd.home}/${mark}`), "ran\n");
  await eventually(() => keptOn(sshd).length === 0, "nothing is left on the server");
  await eventually(() => leftIn(`${folder}/db`) === 0, "nothing is left to do");
  await client.close(1000);
  await second.kill();
  {
    using store = openStore(`${folder}/db`, { log: memoryLog(), historyDays: 1, auditDays: 1 });
    assertEquals(store.runs.list({ limit: 9 }).length, 1);
    assertEquals(store.leases.held, []);
    assertEquals(store.runs.unfinished(), []);
  }
  await Deno.remove(folder, { recursive: true });
}

/** Returns the ids of the attempts that a server keeps, of all installations. */
export function keptOn({ home }: Sshd): string[] {
  const folder = `${home}/.pink-page`;
  return [...Deno.readDirSync(folder)].flatMap(({ name: installation }) =>
    [...Deno.readDirSync(`${folder}/${installation}/run`)].map(({ name }) => name)
  );
}

/** Returns the number of runs and attempts of which something is left to do. */
export function leftIn(file: string): number {
  using database = outsider(file);
  const [count = NaN] = database.prepare(
    `SELECT (SELECT count(*) FROM job_runs WHERE ended_at IS NULL OR lease_id IS NOT NULL) +
       (SELECT count(*) FROM attempts WHERE state = 'ended')`,
  ).value<[number]>() ?? [];
  return count;
}
