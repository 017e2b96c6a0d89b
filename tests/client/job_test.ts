import { assert, assertEquals, assertNotEquals } from "@std/assert";
import {
  connect,
  type PinkPageError,
  type RunWatch,
  type WebSocketClass,
} from "../../src/client/mod.ts";
import { eventually } from "../harness/eventually.ts";
import { serverVariables } from "../harness/app.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { startProgram } from "../harness/started_program.ts";
import { recordingSocket } from "./recording_socket.ts";
import { errorOf } from "./served_client.ts";
import { jobOf, servedJobs } from "./served_jobs.ts";

/** Reads a watching to its end. Returns the output by steps, and the states in their order. */
async function read(
  watch: RunWatch,
): Promise<{ output: Record<string, string>; states: string[] }> {
  const output: Record<string, string> = {};
  const states: string[] = [];
  for await (const event of watch) {
    if (event.type === "run_output") output[event.path] = (output[event.path] ?? "") + event.data;
    else if (event.type === "transfer_progress") continue;
    else states.push(`${event.type === "step_status" ? event.path : "run"} ${event.state}`);
  }
  return { output, states };
}

/** Returns the output of `seq 1 last` on a terminal. */
function numbers(last: number): string {
  return Array.from({ length: last }, (_, index) => `${index + 1}\r\n`).join("");
}

sshdTest("job.watch: yields states and output of each step, and ends with the run", async () => {
  await using at = await servedJobs();
  at.write("daily", ["echo one; echo on $DAY", "echo two"], { inputs: { day: {} } });
  const { run_id, job } = await at.client.job.start("daily", { inputs: { day: "20260131" } });
  assertEquals(job, "daily");
  const watch = at.client.job.watch(run_id);
  const { output, states } = await read(watch);
  assertEquals(output, { 1: "one\r\non 20260131\r\n", 2: "two\r\n" });
  assert(states.includes("run succeeded") && states.includes("2 succeeded"));
  const { state, message } = await watch.done();
  assertEquals([state, message], ["succeeded", "Job completed: daily"]);
  assertEquals(Object.values(watch.offsets), [output[1]?.length, 5]);
  // The next operation of the client may begin.
  const again = at.client.job.watch(run_id, { offsets: watch.offsets });
  assertEquals((await read(again)).output, {});
});

sshdTest("job.watch: throws the failure of the run, with the exit code of its step", async () => {
  await using at = await servedJobs();
  at.write("bad", ["echo before; exit 7"]);
  const { run_id } = await at.client.job.start("bad");
  const watch = at.client.job.watch(run_id);
  const error = await errorOf(read(watch)) as PinkPageError;
  assertEquals([error.reason, error.code, error.exitCode], ["error", 52001, 7]);
  assertEquals(await watch.ended, error);
  assertEquals(await errorOf(watch.done()), error);
  const unknown = await errorOf(at.client.job.watch(crypto.randomUUID()).done());
  assertEquals((unknown as PinkPageError).code, 52000);
});

sshdTest("job.watch: output comes once and whole over cut sockets", async () => {
  const recording = recordingSocket();
  await using at = await servedJobs({ WebSocket: recording.WebSocket, backoff: () => 1 });
  at.write("long", ["seq 1 200000"]);
  const { run_id } = await at.client.job.start("long");
  const moments = [1, 200_000, 400_000, 600_000, 800_000];
  let received = 0;
  recording.onEvent = (event) => {
    if (event.type === "run_output") received += event.data.length;
    if (at.client.state.name !== "open" || received < (moments[0] ?? Infinity)) return;
    moments.shift();
    at.wire.cutAll();
  };
  const { output, states } = await read(at.client.job.watch(run_id));
  assert(output[1] === numbers(200_000), "the output differs");
  assertEquals(moments, []);
  assertEquals(new Set(states).size, states.length, "a state was told twice");
  const openings = () => recording.sent.filter(({ type }) => type === "watch_run").length;
  assert(openings() > 1);
  // Events that wait for their reader do not come again.
  at.write("held", ["echo begun; until [ -e go ]; do sleep 0.05; done; echo done"]);
  const { run_id: held } = await at.client.job.start("held");
  const told = { run_output: 0, run_status: 0 };
  recording.onEvent = ({ type }) => {
    if (type === "run_output" || type === "run_status") told[type]++;
  };
  const before = openings();
  const waiting = at.client.job.watch(held);
  await eventually(() => told.run_output > 0, "output waits for its reader");
  told.run_status = 0;
  at.wire.cutAll();
  await eventually(() => openings() > before + 1 && told.run_status > 0, "it is opened again");
  await Deno.writeTextFile(`${at.sshd.home}/go`, "");
  const late = await read(waiting);
  assertEquals(late.output, { 1: "begun\r\ndone\r\n" });
  assertEquals(new Set(late.states).size, late.states.length, "a state was told twice");
});

sshdTest("job.watch: holds little for a reader that stops, and goes on when it reads", async () => {
  const recording = recordingSocket();
  await using at = await servedJobs({ WebSocket: recording.WebSocket });
  at.write("long", ["seq 1 500000"]);
  const { run_id } = await at.client.job.start("long");
  const watch = at.client.job.watch(run_id);
  await using other = await at.connect();
  await other.job.watch(run_id).done();
  const cancels = () => recording.sent.filter(({ type }) => type === "cancel").length;
  await eventually(() => cancels() === 1, "the client asks for no more");
  const { output } = await read(watch);
  assert(output[1] === numbers(500_000), "the output differs");
});

sshdTest("job.watch: ends alone when it is left, aborted or cancelled", async () => {
  await using at = await servedJobs();
  at.write("open", ["echo begun; cat > /dev/null"]);
  const { run_id } = await at.client.job.start("open");
  for await (const { type } of at.client.job.watch(run_id)) if (type === "run_output") break;
  const abort = new AbortController();
  const aborted = at.client.job.watch(run_id, { signal: abort.signal });
  assertEquals((await errorOf(at.client.probe("a").done()) as PinkPageError).code, 50010);
  abort.abort();
  assertEquals((await errorOf(aborted.done()) as PinkPageError).reason, "cancelled");
  const cancelled = at.client.job.watch(run_id);
  await cancelled.cancel();
  assertEquals((await cancelled.ended)?.reason, "cancelled");
  const watch = at.client.job.watch(run_id);
  assertEquals((await at.client.job.cancel(run_id)).run_id, run_id);
  assertEquals((await watch.done()).state, "cancelled");
});

/** Creates a class of WebSockets that lose the first answer `type`, and call `onLost` then. */
function losingSocket(type: string, onLost: () => void): WebSocketClass {
  let isLost = false;
  return class extends WebSocket {
    // deno-lint-ignore no-explicit-any -- as in the type of the class
    override addEventListener(kind: string, listener: (event: any) => void): void {
      super.addEventListener(kind, (event) => {
        const { data = "" } = event as MessageEvent<string>;
        if (isLost || !data.includes(`"type":"${type}"`)) return listener(event);
        isLost = true;
        onLost();
      });
    }
  };
}

sshdTest("job.start: happens once when its answer is lost", async () => {
  let cut = () => {};
  const lost = Promise.withResolvers<void>();
  const WebSocket = losingSocket("run_started", () => {
    cut();
    lost.resolve();
  });
  await using at = await servedJobs({ WebSocket });
  cut = at.wire.cutAll;
  at.write("one", ["true"]);
  await using other = await connect(at.app.url);
  const broadcasts = other.broadcasts();
  const { run_id } = await at.client.job.start("one");
  await lost.promise;
  for await (const event of broadcasts) {
    if (event.type !== "run_status") continue;
    assertEquals(event.run_id, run_id);
    if (event.state === "succeeded") break;
  }
});

sshdTest("job.retry, job.decide, job.plan: answer, and reject with the code", async () => {
  await using at = await servedJobs();
  const release = { name: "release", approval: {} };
  at.write("asked", ["true"], { steps: [...jobOf("", ["echo one"]).steps, release] });
  const plan = await at.client.job.plan("asked");
  assertEquals(plan.steps.map(({ kind, subject }) => [kind, subject]), [
    ["command", "a"],
    ["approval", null],
  ]);
  const { run_id } = await at.client.job.start("asked");
  const watch = at.client.job.watch(run_id);
  for await (const event of watch) {
    if (event.type !== "step_status" || event.state !== "waiting_approval") continue;
    const decision = { path: event.path, decision: "reject", comment: "not today" } as const;
    assertEquals((await at.client.job.decide(run_id, decision)).path, "2");
    break;
  }
  const again = at.client.job.watch(run_id);
  assertEquals((await errorOf(again.done()) as PinkPageError).code, 52004);
  const repeated = await at.client.job.retry(run_id, { from_step: "2" });
  assertNotEquals(repeated.run_id, run_id);
  assertEquals((await at.client.job.cancel(repeated.run_id)).retry_of, run_id);
  assertEquals((await errorOf(at.client.job.start("none")) as PinkPageError).code, 52000);
});

/** Starts the service as a program, with the server `a` and jobs, at the port of `url`. */
async function startJobProgram(
  sshd: Sshd,
  { folder, url = "http://127.0.0.1:0" }: { readonly folder: string; readonly url?: string },
): ReturnType<typeof startProgram> {
  const port = new URL(url).port || "0";
  const place = { DATABASE_PATH: `${folder}/pink-page.db`, JOBS_DIR: folder, PORT: port };
  return await startProgram({ ...serverVariables("a", sshd), ...place });
}

sshdTest("job.watch: goes on after the service was ended, killed and started again", async () => {
  await using all = new AsyncDisposableStack();
  const sshd = all.use(await startSshd());
  const folder = await Deno.makeTempDir({ prefix: "pink-page-jobs-" });
  all.defer(() => Deno.remove(folder, { recursive: true }));
  // The command waits for each restart of the service: a slow start loses none.
  const gate = "case $i in 10000 | 20000) until [ -e $i.go ]; do sleep 0.1; done ;; esac";
  const lines = [`for i in $(seq 1 40000); do echo $i; ${gate}; done`];
  await Deno.writeTextFile(`${folder}/slow.json`, JSON.stringify(jobOf("slow", lines)));
  let { program, url } = all.use(await startJobProgram(sshd, { folder }));
  const client = all.use(await connect(url, { backoff: () => 50 }));
  const { run_id } = await client.job.start("slow");
  const ids = new Set([client.id]);
  const ends = [
    { signal: "SIGTERM", length: 20_000, gate: 10_000 },
    { signal: "SIGKILL", length: 60_000, gate: 20_000 },
  ] as const;
  const waiting = [...ends];
  let output = "";
  for await (const event of client.job.watch(run_id)) {
    if (event.type !== "run_output") continue;
    output += event.data;
    ids.add(client.id);
    const [next] = waiting;
    if (next === undefined || output.length < next.length) continue;
    waiting.shift();
    program.child.kill(next.signal);
    await program.child.status;
    ({ program, url } = all.use(await startJobProgram(sshd, { folder, url })));
    await Deno.writeTextFile(`${sshd.home}/${next.gate}.go`, "");
  }
  assert(output === numbers(40_000), "the output differs");
  assertEquals(ids.size, 3);
});
