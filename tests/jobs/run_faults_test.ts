import { assert, assertEquals, assertMatch } from "@std/assert";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { ask } from "../harness/ask.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { outsider } from "../store/folder.ts";
import { type JobService, jobService } from "./job_service.ts";

/** Returns a job of one command that runs until the file `NAME.go` is in the home folder. */
function waiting(name: string, more: object = {}): WrittenJob {
  const run = `echo ran >> ${name}.ran; echo one; ` +
    `until [ -e ${name}.go ]; do sleep 0.05; done; echo two`;
  return { name, steps: [{ name: "wait", command: { server: "a", run }, ...more }] };
}

/** Starts a job and waits until its command runs. */
async function running(at: JobService, job: WrittenJob): Promise<string> {
  const run = await at.run(job);
  await at.untilFile(`${job.name}.ran`);
  return run;
}

/** Lets the command of a job end. */
async function endCommand(at: JobService, name: string): Promise<void> {
  await Deno.writeTextFile(`${at.sshd.home}/${name}.go`, "");
}

/** Watches a run of {@linkcode waiting} to its success, of which the command ran once. */
async function ranOnce(at: JobService, run: string, name: string): Promise<void> {
  const { ending, output } = await at.watch(run);
  assertEquals(ending.type, "complete", JSON.stringify(ending));
  assertEquals(output, { 1: "one\r\ntwo\r\n" });
  assertEquals(await Deno.readTextFile(`${at.sshd.home}/${name}.ran`), "ran\n");
  await at.untilClean();
}

/**
 * Kills the followed command of a run with its supervisor, and tells of another boot, as a reboot
 * does. A follower that begins just then would notice it at its next look, half a minute later.
 */
async function lose(at: JobService, run: string): Promise<void> {
  await at.untilRecorded(run);
  const [step] = at.runOf(run).steps;
  const path = `${at.kept}/run/${step?.attempt_id}`;
  const [pid, since, boot = ""] = (await Deno.readTextFile(`${path}/sup`)).trim().split(" ");
  const groups = [pid, await Deno.readTextFile(`${path}/session`)].map((id) => `-${id?.trim()}`);
  await new Deno.Command("kill", { args: ["-KILL", "--", ...groups] }).output();
  const other = boot.replaceAll(/[1-9a-f]/g, "0");
  await Deno.writeTextFile(`${path}/sup`, `${pid} ${since} ${other}\n`);
  at.proxy.cutAll();
}

const cases: Record<string, (at: JobService) => Promise<void>> = {
  "a shutdown: the next service goes on with the command": async (at) => {
    const run = await running(at, waiting("shut"));
    const { lease_id } = at.runOf(run);
    await at.stop();
    await at.begin();
    await endCommand(at, "shut");
    await ranOnce(at, run, "shut");
    assert(lease_id !== null);
  },

  "a lost connection is no failure of the step": async (at) => {
    const run = await running(at, waiting("cut"));
    at.proxy.cutAll();
    await endCommand(at, "cut");
    await ranOnce(at, run, "cut");
  },

  "the server's sshd restarts under a command": async (at) => {
    const run = await running(at, waiting("sshd"));
    await at.sshd.restart();
    await endCommand(at, "sshd");
    await ranOnce(at, run, "sshd");
  },

  "an unknown end: a person says that the step succeeded, or retries it": async (at) => {
    const first = await running(at, waiting("lost"));
    await lose(at, first);
    await at.untilStep(first, "1", "unknown");
    await at.until(first, "paused");
    const decide = (run_id: string, decision: "succeeded" | "retry") =>
      at.client.send({ type: "decide_step", data: { run_id, path: "1", decision } });
    decide(first, "succeeded");
    assertEquals((await at.watch(first)).ending.type, "complete");
    await endCommand(at, "lost");
    const second = await running(at, waiting("redo"));
    await lose(at, second);
    await at.until(second, "paused");
    await endCommand(at, "redo");
    decide(second, "retry");
    assertEquals((await at.watch(second)).ending.type, "complete");
    assertEquals(await Deno.readTextFile(`${at.sshd.home}/redo.ran`), "ran\nran\n");
    await at.untilClean();
  },

  "on_unknown: fail ends the run with 52002": async (at) => {
    const run = await running(at, waiting("fail", { on_unknown: "fail" }));
    await lose(at, run);
    const { ending } = await at.watch(run);
    assert(ending.type === "error");
    assertEquals(ending.error_code, 52002);
    await endCommand(at, "fail");
    await at.untilClean();
  },

  "an administrator ends the lease: the command stops, and the run fails with 50014": async (
    at,
  ) => {
    const run = await running(at, waiting("taken"));
    const { lease_id } = at.runOf(run);
    at.client.send({
      type: "force_end_session",
      data: { lease_id: lease_id ?? 0, reason: "night batch" },
    });
    const { ending } = await at.watch(run);
    assert(ending.type === "error");
    assertEquals(ending.error_code, 50014);
    assertMatch(ending.detail ?? "", /night batch/);
    await at.untilClean();
    assertEquals(processesWith("taken.go"), []);
  },

  "the queue: a run waits for a session, and a session for a run": async (at) => {
    const { client: owner } = at;
    owner.send({ type: "start_session", data: { servers: ["a"] } });
    const { lease_id: session } = await owner.next("session_started");
    const run = await at.run(waiting("queue"));
    const asks = (event: EventOf<"run_status">) => event.position !== undefined;
    const { position, blocked_by } = await at.untilRun(run, asks);
    assertEquals([position, blocked_by?.map(({ lease_id }) => lease_id)], [1, [session]]);
    const { url } = at.app;
    const { body: { items: [listed] } } = await ask(url, { path: "/api/v1/runs?limit=1" });
    const template = "/api/v1/runs/{id}";
    const { body: read } = await ask(url, { path: `/api/v1/runs/${run}`, template });
    for (const told of [listed, read]) {
      assertEquals([told.position, told.blocked_by], [position, blocked_by]);
    }
    const other = await at.connect();
    other.send({ type: "start_session", data: { servers: ["a"], wait_seconds: 60 } });
    assertEquals((await other.next("session_queued")).position, 2);
    owner.send({ type: "end_session" });
    await at.untilFile("queue.ran");
    const first = await other.find((event) =>
      event.type === "session_queued" && event.position === 1
    );
    assert(first.type === "session_queued");
    assertEquals(first.blocked_by.map(({ owner }) => owner.kind), ["job"]);
    await endCommand(at, "queue");
    await other.next("session_started");
    await ranOnce(at, run, "queue");
    const { body: done } = await ask(url, { path: `/api/v1/runs/${run}`, template });
    assertEquals([done.position, done.blocked_by], [undefined, undefined]);
    other.send({ type: "end_session" });
    await other.next("session_ended");
  },

  "a service that wakes up after a later grant of its lease writes nothing: 50012": async (at) => {
    const approval: WrittenJob["steps"] = [{ name: "may I", approval: {} }, ...waiting("x").steps];
    const run = await at.run({ name: "frozen", steps: approval });
    await at.until(run, "paused");
    using database = outsider(at.database);
    const grant = (by: number) =>
      database.exec(`UPDATE run_leases SET fence = fence + ${by} WHERE run_id = '${run}'`);
    grant(1);
    at.client.send({ type: "decide_step", data: { run_id: run, path: "1", decision: "approve" } });
    assertEquals((await at.client.next("error")).error_code, 50012);
    assertEquals(at.runOf(run).steps[0]?.state, "waiting_approval");
    grant(-1);
    await at.stop();
    await at.begin();
    at.client.send({ type: "cancel_run", data: { run_id: run } });
    assertEquals((await at.watch(run)).ending.type, "complete");
  },

  "wait_seconds: servers that are not free in time": async (at) => {
    at.client.send({ type: "start_session" });
    await at.client.next("session_started");
    const run = await at.run({ ...waiting("busy"), lease: { wait_seconds: 0.2 } });
    const { ending } = await at.watch(run);
    assert(ending.type === "error");
    assertEquals(ending.error_code, 50013);
    at.client.send({ type: "end_session" });
    await at.client.next("session_ended");
  },

  "schedule: a time that was missed has one run": async (at) => {
    const job: WrittenJob = {
      name: "nightly",
      schedule: { cron: "0 0 1 1 *", missed: "once" },
      steps: [{ name: "run", command: { server: "a", run: "echo fired" } }],
    };
    at.write(job);
    await at.app.sweepHealth(new AbortController().signal);
    assertEquals(at.runsOf("nightly").length, 0);
    using database = outsider(at.database);
    database.exec("UPDATE jobs SET updated_at = '2020-06-01T00:00:00.000Z' WHERE name = 'nightly'");
    const sweep = () => at.app.sweepHealth(new AbortController().signal);
    await Promise.all([sweep(), sweep()]);
    const [run = ""] = at.runsOf("nightly");
    assertEquals((await at.watch(run)).output, { 1: "fired\r\n" });
    await at.stop();
    await at.begin();
    await at.app.sweepHealth(new AbortController().signal);
    assertEquals(at.runsOf("nightly"), [run]);
    assertEquals(at.runOf(run).trigger, "schedule");
    await Deno.remove(`${at.folder}/nightly.json`);
  },

  "a restored database: the run is paused as 52002, and later fences are higher": async (at) => {
    const run = await running(at, waiting("older"));
    await at.stop();
    // The server has seen what the database does not know.
    await Deno.mkdir(`${at.kept}/fence/5000`);
    await at.begin();
    await at.until(run, "paused");
    const { steps: [step] } = at.runOf(run);
    assertEquals([step?.state, step?.error_code], ["unknown", 52002]);
    await endCommand(at, "older");
    const record = `${at.kept}/run/${step?.attempt_id}/exit`;
    await eventually(() => Deno.readTextFileSync(record).trim() !== "", "the command has ended");
    at.client.send({
      type: "decide_step",
      data: { run_id: run, path: "1", decision: "succeeded" },
    });
    assertEquals((await at.watch(run)).ending.type, "complete");
    const next = await at.run(waiting("newer"));
    await endCommand(at, "newer");
    await ranOnce(at, next, "newer");
  },

  "a gate that does not pass: the run waits for it without servers, and fails in time": async (
    at,
  ) => {
    await at.sshd.stop();
    const run = await at.run({ ...waiting("gate"), gate: { wait_seconds: 1 } });
    const { ending } = await at.watch(run);
    await at.sshd.restart();
    assert(ending.type === "error");
    assertEquals(ending.error_code, 52003);
    const told = await at.untilRun(run, ({ gate }) => gate !== undefined);
    assertEquals(told.gate?.map(({ server_name }) => server_name), ["a"]);
  },
};

sshdTest("jobs: faults around a run over a real server", async (t) => {
  await using at = await jobService();
  for (const [name, run] of Object.entries(cases)) {
    await t.step(name, async () => {
      await at.connect();
      await run(at);
    });
  }
});
