import { assertEquals } from "@std/assert";
import {
  connect,
  type PinkPageError,
  type Workflow,
  type WorkflowState,
} from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { errorOf } from "./served_client.ts";

const command = (run: string) => ({ name: run, command: { server: "mdwap1p", run } });
const transfer = { name: "copy", transfer: { name: "stub_data_transfer" } };

Deno.test("workflow: runs commands and a transfer in a session, and tells each state", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using client = await connect(app.url);
  const workflow: Workflow = {
    name: "daily",
    steps: [
      { ...command("prepare_data.sh"), stop_phrase: "DATA_READY" },
      transfer,
      { name: "process", command: { server: "mypap1d", run: "process_data.sh" } },
    ],
  };
  const run = client.workflow(workflow);
  const phases = new Set<string>();
  let last: WorkflowState | undefined;
  for await (const state of run) {
    phases.add(state.phase);
    last = state;
  }
  assertEquals([...phases], ["waiting", "running", "completed"]);
  assertEquals(last?.steps.map(({ state, exitCode }) => [state, exitCode]), [
    ["completed", 0],
    ["completed", undefined],
    ["completed", 0],
  ]);
  assertEquals(last?.steps[1]?.bytes, last?.steps[1]?.totalBytes);
  assertEquals((await client.get("/api/v1/session")).session.active, false);
  assertEquals(await run.done(), last);
});

Deno.test("workflow: a failed step keeps the session, and goes on as decided", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using client = await connect(app.url);
  const decisions = ["again", "skip", "end"] as const;
  const failures: [string, number | null | undefined][] = [];
  const failing = {
    name: "fails",
    command: { server: "mdwap1p", run: "exit 4" },
    stop_phrase: "X",
  };
  const run = client.workflow({ name: "daily", steps: [failing, command("exit 5")] }, {
    onFailure: async ({ name, exitCode }) => {
      const { session } = await client.get("/api/v1/session");
      failures.push([session.owner === client.id ? name : "no session", exitCode]);
      return decisions[failures.length - 1] ?? "end";
    },
  });
  assertEquals((await errorOf(run.done()) as PinkPageError).code, 50000);
  assertEquals(failures, [["fails", 4], ["fails", 4], ["exit 5", 5]]);
  assertEquals(run.state.phase, "ended");
  assertEquals(run.state.steps.map(({ state }) => state), ["skipped", "failed"]);
});

Deno.test("workflow: shows the output of its step, and ends when disposed", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using client = await connect(app.url);
  const steps = [command("echo begun; sleep 1000"), command("echo begun; sleep 1000")];
  let text = "";
  const run = client.workflow({ name: "daily", steps }, {
    onFailure: () => Promise.resolve("skip"),
  });
  for await (const { phase, current } of run) {
    if (phase !== "running" || run.operation === null) continue;
    if (current === 1) void run[Symbol.asyncDispose]();
    else {
      for await (const event of run.operation) {
        if (event.type === "output") text += event.data;
        if (text !== "") break;
      }
    }
  }
  assertEquals(text, "begun\r\n");
  assertEquals(run.state.phase, "ended");
  assertEquals(run.state.steps.map(({ state }) => state), ["skipped", "failed"]);
  assertEquals((await client.get("/api/v1/session")).session.active, false);
});

Deno.test("workflow: hands over the operation of each step before its first event", async () => {
  await using app = await startApp({ ENV: "dev" });
  await using client = await connect(app.url);
  const texts: Promise<string>[] = [];
  const named: string[] = [];
  const steps = [command("echo one"), command("echo two")];
  const run = client.workflow({ name: "daily", steps }, {
    onOperation: (operation, { name }) => {
      named.push(name);
      texts.push(operation.text());
    },
  });
  await run.done();
  assertEquals(named, ["echo one", "echo two"]);
  assertEquals(await Promise.all(texts), ["one\r\n", "two\r\n"]);
});

Deno.test("workflow: ends with the reason for which its session has ended", async () => {
  await using app = await startApp({ ENV: "dev", SESSION_IDLE_SECONDS: "1" });
  await using client = await connect(app.url);
  const run = client.workflow({ name: "daily", steps: [command("exit 5")] }, {
    onFailure: () => new Promise(() => {}),
  });
  assertEquals((await errorOf(run.done()) as PinkPageError).code, 50002);
  assertEquals(run.state.steps[0]?.error?.code, 50000);
});
