import { assertEquals } from "@std/assert";
import type { Checkpoint } from "../../src/jobs/run_ports.ts";
import { openStore } from "../../src/store/open_store.ts";
import { serverVariables } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { outsider } from "../store/folder.ts";
import { watched } from "./job_service.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** Command that can be found to have run once, with output before and after a pause. */
const LINE = "echo ran >> $MARK; echo one; sleep 0.3; echo two; sleep 0.3; echo three";

/** Service in a process of its own. */
class ServiceProcess {
  readonly #child: Deno.ChildProcess;
  readonly url: Promise<string>;
  readonly #text: Promise<string>;

  constructor(variables: Record<string, string>, args: readonly string[]) {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--unstable-cron", "tests/jobs/crash_service.ts", ...args],
      cwd: ROOT,
      env: variables,
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#child = child;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.url = promise;
    this.#text = (async () => {
      let text = "";
      for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
        text += part;
        const url = /listening url=(\S+)/.exec(text)?.[1];
        if (url !== undefined) resolve(url);
      }
      return text;
    })();
  }

  /** Waits for the end of the process, and returns its signal. */
  async ended(): Promise<Deno.Signal | null> {
    const { signal } = await this.#child.status;
    await this.#text;
    return signal;
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended();
  }
}

/** Returns the number of runs and attempts of which something is left to do. */
function leftIn(file: string): number {
  using database = outsider(file);
  const [count = NaN] = database.prepare(
    `SELECT (SELECT count(*) FROM job_runs WHERE ended_at IS NULL OR lease_id IS NOT NULL) +
       (SELECT count(*) FROM attempts WHERE state = 'ended')`,
  ).value<[number]>() ?? [];
  return count;
}

sshdTest(
  "crash points: a command runs once, its output is whole, and there is one result",
  async (t) => {
    await using sshd = await startSshd();
    const points: [Checkpoint, number][] = [
      ["planned", 1], // ①
      ["launched", 1], // ②
      ["running", 1], // ③
      ["appended", 2], // ④
      ["ended", 1], // ⑤
      ["removed", 1], // ⑥
      ["committed", 1],
      ["committed", 2],
    ];
    for (const [point, nth] of points) {
      await t.step(`${point} ${nth}`, async () => {
        const folder = Deno.makeTempDirSync({ prefix: "pink-page-crash-" });
        Deno.mkdirSync(`${folder}/jobs`);
        const mark = `ran-${point}-${nth}`;
        const command = { server: "a", run: LINE, env: { MARK: mark } };
        const steps = [{ name: "run", command }];
        Deno.writeTextFileSync(`${folder}/jobs/a.json`, JSON.stringify({ name: "a", steps }));
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
        assertEquals(Deno.readTextFileSync(`${sshd.home}/${mark}`), "ran\n");
        const kept = () =>
          [...Deno.readDirSync(`${sshd.home}/.pink-page`)].flatMap((
            { name },
          ) => [...Deno.readDirSync(`${sshd.home}/.pink-page/${name}/run`)]);
        await eventually(() => kept().length === 0, "nothing is left on the server");
        await eventually(() => leftIn(`${folder}/db`) === 0, "nothing is left to do");
        await client.close(1000);
        await second.kill();
        using store = openStore(`${folder}/db`, { log: memoryLog(), historyDays: 1, auditDays: 1 });
        assertEquals(store.runs.list({ limit: 9 }).length, 1);
        assertEquals(store.leases.held, []);
        assertEquals(store.runs.unfinished(), []);
        Deno.removeSync(folder, { recursive: true });
      });
    }
  },
);
