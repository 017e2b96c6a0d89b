import { assert, assertEquals, assertMatch, assertObjectMatch } from "@std/assert";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { treeOf } from "../harness/transfers.ts";
import { type JobService, jobService } from "./job_service.ts";

/** Returns a step of a command on the server. */
function on(run: string, more: object = {}) {
  return { name: "run", command: { server: "a", run }, ...more };
}

/** Watches a run to its failure. */
async function failureOf(at: JobService, run: string): Promise<EventOf<"error">> {
  const { ending } = await at.watch(run);
  assertEquals(ending.type, "error", JSON.stringify(ending));
  return ending as EventOf<"error">;
}

/** Watches a run to its success. */
async function succeeds(at: JobService, run: string): Promise<Readonly<Record<string, string>>> {
  const { ending, output } = await at.watch(run);
  assert(ending.type === "complete" && "state" in ending, JSON.stringify(ending));
  assertEquals(ending.state, "succeeded");
  return output;
}

const cases: Record<string, (at: JobService) => Promise<void>> = {
  "inputs are variables, steps run in order, and a stop phrase completes one": async (at) => {
    at.write({
      name: "daily",
      inputs: { day: { pattern: "\\d{8}", default: "{{today}}" } },
      steps: [
        {
          name: "one",
          command: {
            server: "a",
            run: "echo day $DAY $n",
            env: { DAY: "{{inputs.day}}", n: "'a'\nb", c: "x", m: "y" },
          },
        },
        on("printf 'load\\nREADY\\n'; sleep 60", { stop_phrase: "READY", stop_grace_seconds: 0 }),
      ],
    });
    const run = await at.start("daily", { inputs: { day: "20260131" } });
    const output = await succeeds(at, run);
    assertEquals(output, { 1: "day 20260131 'a' b\r\n", 2: "load\r\nREADY\r\n" });
    const ends = (isAnswer: boolean) =>
      at.client.events.flatMap((event): string[] => {
        const isOurs = "run_id" in event && event.run_id === run && "state" in event;
        const isEnd = isOurs && event.state === "succeeded";
        return isEnd && "request_id" in event === isAnswer ? [event.type] : [];
      });
    const last = ["step_status", "step_status", "run_status"];
    assertEquals(ends(true), [...last, "complete"]);
    assertEquals(ends(false).slice(0, 3), last);
    await at.untilClean();
  },

  "transfer: its files arrive, and its lines are its output": async (at) => {
    const { folder } = at.sshd;
    await at.makeFolder("from");
    await at.makeFolder("to");
    await Deno.writeTextFile(`${folder}/from/one.txt`, "one");
    const copy = { name: "copy", transfer: { name: "x" } };
    const run = await at.run({ name: "copies", steps: [copy, on(`cat ${folder}/to/one.txt`)] });
    const output = await succeeds(at, run);
    assertEquals(output[2], "one");
    assertMatch(output[1] ?? "", /one\.txt/);
    assertEquals(await treeOf(`${folder}/to`), { "one.txt": "one" });
    const { steps: [copied] } = at.runOf(run);
    assertEquals([copied?.files, copied?.bytes], [1, 3]);
    const progress = at.client.events.filter((event) => event.type === "transfer_progress");
    assert(progress.every(({ request_id }) => request_id !== undefined));
    const { run_id, path, transfer_name: name, bytes } = progress.at(-1) ?? {};
    assertEquals({ run_id, path, name, bytes }, { run_id: run, path: "1", name: "x", bytes: 3 });
  },

  "transfer: one that fails is tried again, and then fails the run": async (at) => {
    await Deno.remove(`${at.sshd.folder}/to`, { recursive: true });
    const retry = { attempts: 2, backoff_seconds: 0 };
    const steps = [{ name: "copy", transfer: { name: "x" }, retry }];
    const run = await at.run({ name: "fails", steps });
    const { error_code: code, detail } = await failureOf(at, run);
    assertEquals(code, 52001);
    assertMatch(detail ?? "", /Step 1, copy: .*no folder/);
    assertEquals(at.runOf(run).steps[0]?.try, 2);
  },

  "retry: a failed command is tried again": async (at) => {
    const retry = { attempts: 3, backoff_seconds: 0 };
    const step = on("echo try >> tries; test $(wc -l < tries) = 3", { retry });
    const run = await at.run({ name: "tries", steps: [step] });
    await succeeds(at, run);
    assertEquals(await Deno.readTextFile(`${at.sshd.home}/tries`), "try\ntry\ntry\n");
  },

  "retry_run: the steps before are skipped, with the same inputs": async (at) => {
    const steps = [on("echo first >> firsts"), on("test -e allowed")];
    const run = await at.run({ name: "again", steps });
    const { error_code, ...facts } = await failureOf(at, run);
    assertEquals(error_code, 52001);
    assertObjectMatch(facts, { path: "2", exit_code: 1 });
    await Deno.writeTextFile(`${at.sshd.home}/allowed`, "");
    at.client.send({ type: "retry_run", data: { run_id: run } });
    const { run_id } = await at.client.next("run_started");
    await succeeds(at, run_id);
    assertEquals(await Deno.readTextFile(`${at.sshd.home}/firsts`), "first\n");
    const again = at.runOf(run_id);
    assertEquals([again.retry_of, again.from_step], [run, "2"]);
  },

  "approval: a run waits for a person, who approves or rejects": async (at) => {
    const job: WrittenJob = {
      name: "asks",
      steps: [{ name: "may I", approval: {} }, on("echo allowed")],
    };
    const first = await at.run(job);
    await at.untilStep(first, "1", "waiting_approval");
    await at.until(first, "paused");
    at.client.send({
      type: "decide_step",
      data: { run_id: first, path: "1", decision: "approve", comment: "fine" },
    });
    assertEquals(await succeeds(at, first), { 2: "allowed\r\n" });
    const second = await at.start("asks");
    await at.until(second, "paused");
    at.client.send({
      type: "decide_step",
      data: { run_id: second, path: "1", decision: "reject", comment: "too late" },
    });
    const { error_code: code, detail } = await failureOf(at, second);
    assertEquals([code, detail], [52004, "Step 1, may I: too late"]);
  },

  "approval: nobody decides in time": async (at) => {
    const approval = { timeout_seconds: 0.1, on_timeout: "approve" } as const;
    const run = await at.run({ name: "late", steps: [{ name: "ask", approval }, on("echo on")] });
    assertEquals(await succeeds(at, run), { 2: "on\r\n" });
  },

  "cancel_run: the command ends with all of its processes, and the servers are free": async (
    at,
  ) => {
    const mark = crypto.randomUUID();
    const run = await at.run({
      name: "long",
      steps: [on(`touch ${mark}; sleep 4242 & sleep 4242`)],
    });
    await at.untilFile(mark);
    at.client.send({ type: "cancel_run", data: { run_id: run } });
    const { ending } = await at.watch(run);
    assert(ending.type === "complete" && "state" in ending);
    assertEquals(ending.state, "cancelled");
    await at.untilClean();
    at.client.send({ type: "start_session" });
    await at.client.next("session_started");
    at.client.send({ type: "end_session" });
    await at.client.next("session_ended");
  },

  "timeout_seconds and idle_timeout_seconds end a command": async (at) => {
    const run = await at.run({ name: "slow", steps: [on("sleep 4242", { timeout_seconds: 0.5 })] });
    const late = await failureOf(at, run);
    assertEquals(late.error_code, 52001);
    assertMatch(late.detail ?? "", /took longer than 0.5 s/);
    const silent = on("echo one; sleep 4242", { idle_timeout_seconds: 0.5 });
    const idle = await failureOf(at, await at.run({ name: "silent", steps: [silent] }));
    assertMatch(idle.detail ?? "", /printed nothing for 0.5 s/);
  },

  "JOB_SPOOL_MIB: a command that prints more waits without the service, which ends it": async (
    at,
  ) => {
    const line = "touch spool.ran; until [ -e spool.go ]; do sleep 0.05; done; ulimit -f; exec yes";
    const run = await at.run({ name: "floods", steps: [on(line)] });
    await at.untilFile("spool.ran");
    const [step] = at.runOf(run).steps;
    await at.stop();
    await Deno.writeTextFile(`${at.sshd.home}/spool.go`, "");
    const size = () => Deno.statSync(`${at.kept}/run/${step?.attempt_id}/out`).size;
    await eventually(() => size() === 1_048_576, "the spool is full");
    await at.begin();
    assertEquals((await failureOf(at, run)).error_code, 52001);
    const [flooded] = at.runOf(run).steps;
    assertEquals(flooded?.error_code, 50000);
    assertMatch(flooded?.error_detail ?? "", /printed more than JOB_SPOOL_MIB/);
    const { output } = await at.watch(run);
    assertMatch(output[1] ?? "", /^unlimited\r\ny\r\n/);
    await at.untilClean();
    assertEquals(processesWith("spool.go"), []);
  },

  "dry_run: says what would run, and starts nothing": async (at) => {
    const job = { name: "plan", inputs: { day: {} }, steps: [on("touch planned")] };
    at.write(job);
    at.client.send({
      type: "start_job",
      data: { job: "plan", inputs: { day: "x" }, dry_run: true },
    });
    const { servers, inputs, faults, steps } = await at.client.next("run_plan");
    assertEquals([servers, inputs, faults, steps.length], [["a"], { day: "x" }, [], 1]);
    assertEquals(
      (await Array.fromAsync(Deno.readDir(at.sshd.home))).some(({ name }) => name === "planned"),
      false,
    );
  },

  "dry_run: tells what a transfer lacks, and the place in the queue": async (at) => {
    const { client } = at;
    client.send({ type: "start_session", data: { servers: ["a"] } });
    await client.next("session_started");
    const definition = { name: "copies", steps: [{ name: "copy", transfer: { name: "x" } }] };
    const plan = async () => {
      client.send({ type: "start_job", data: { definition, dry_run: true } });
      return await client.next("run_plan");
    };
    const { position, blocked_by, faults: [fault] } = await plan();
    assertEquals([position, blocked_by.map(({ owner }) => owner.kind)], [1, ["session"]]);
    assertEquals([fault?.server_name, fault?.error_code], ["a", 24000]);
    assertMatch(fault?.detail ?? "", /no folder at the transfer's target/);
    client.send({ type: "end_session" });
    await client.next("session_ended");
    await at.makeFolder("to");
    const good = await plan();
    assertEquals([good.position, good.blocked_by, good.faults], [null, [], []]);
    assertEquals(await treeOf(`${at.sshd.folder}/to`), {});
  },

  "dry_run: stores no definition": async (at) => {
    const definition = { name: "passing", steps: [on("echo passing_by")] };
    at.client.send({ type: "start_job", data: { definition, dry_run: true } });
    assertEquals((await at.client.next("run_plan")).job, "passing");
    assertEquals(at.definitionsWith("passing_by"), 0);
    at.client.send({ type: "start_job", data: { definition } });
    assertEquals((await at.client.next("run_started")).job, "passing");
    assertEquals(at.definitionsWith("passing_by"), 1);
  },

  "52000: no such job, and no such run": async (at) => {
    const codeOf = async () => (await at.client.next("error")).error_code;
    at.client.send({ type: "start_job", data: { job: "none" } });
    assertEquals(await codeOf(), 52000);
    at.client.send({ type: "cancel_run", data: { run_id: crypto.randomUUID() } });
    assertEquals(await codeOf(), 52000);
  },

  "gate: a server passes it": async (at) => {
    const run = await at.run({ name: "gated", gate: {}, steps: [on("echo in")] });
    assertEquals(await succeeds(at, run), { 1: "in\r\n" });
  },

  "gate: uses a young result; a refused login fails the run at once, without servers": async (
    at,
  ) => {
    const keys = `${at.sshd.home}/.ssh/authorized_keys`;
    await Deno.rename(keys, `${keys}.away`);
    const steps = [on("echo in")];
    const young = await at.run({ name: "young", gate: { max_age_seconds: 3_600 }, steps });
    await at.until(young, "waiting");
    await at.watch(young);
    const definition = { name: "refused", gate: { max_age_seconds: 0 }, steps };
    at.client.send({ type: "start_job", data: { definition, dry_run: true } });
    const { faults } = await at.client.next("run_plan");
    assertEquals(faults.map(({ server_name, error_code }) => [server_name, error_code]), [
      ["a", 21000],
    ]);
    const { error_code: code, detail } = await failureOf(at, await at.run(definition));
    assertEquals(code, 52003);
    assertMatch(detail ?? "", /a does not pass the gate/);
    await Deno.rename(`${keys}.away`, keys);
    assertEquals(await succeeds(at, await at.run({ name: "again", gate: {}, steps })), {
      1: "in\r\n",
    });
  },
};

sshdTest("jobs: steps of each kind over a real server", async (t) => {
  await using at = await jobService({
    variables: ({ folder }) => ({
      TRANSFER_X: `a:${folder}/from/* -> a:${folder}/to/`,
      JOB_SPOOL_MIB: "1",
    }),
  });
  for (const [name, run] of Object.entries(cases)) {
    await t.step(name, async () => {
      await at.connect();
      await run(at);
    });
  }
});
