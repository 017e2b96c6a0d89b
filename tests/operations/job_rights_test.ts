import { assert, assertEquals } from "@std/assert";
import type { TokenEntry } from "../../src/access/token_list.ts";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { ask, type Asked } from "../harness/ask.ts";
import { Client } from "../harness/client.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { bearer, createTokens } from "../harness/tokens.ts";
import { watched } from "../jobs/job_service.ts";

/** Service with the servers `a` and `b`, an administrator, and tokens with limits. */
interface Limited extends AsyncDisposable {
  readonly app: TestApp;
  connect(name: string): Promise<Client>;
  ask(name: string, asked: Asked): ReturnType<typeof ask>;
  /** Sends a message, and returns the code of its refusal, or the type of its answer. */
  send(name: string, message: ClientMessage): Promise<number | string>;
}

async function limited(tokensByName: Record<string, Partial<TokenEntry>>): Promise<Limited> {
  await using opening = new AsyncDisposableStack();
  const tokens = opening.use(await createTokens());
  const sshd = opening.use(await startSshd());
  const headers: Record<string, Record<string, string>> = {};
  for (const [name, fields] of Object.entries(tokensByName)) {
    headers[name] = bearer(await tokens.add(name, fields));
  }
  const app = opening.use(
    await startApp({
      ...tokens.variables,
      ...serverVariables("a", sshd),
      ...serverVariables("b", sshd),
    }),
  );
  const connect = (name: string) => Client.connect(app.url, headers[name]);
  const opened = opening.move();
  return {
    app,
    connect,
    ask: (name, asked) =>
      ask(app.url, { ...asked, headers: { ...headers[name], ...asked.headers } }),
    send: async (name, message) => {
      await using client = await connect(name);
      client.send({ ...message, request_id: "1" });
      const answer = await client.find((event) =>
        "request_id" in event && event.request_id === "1"
      );
      return answer.type === "error" ? answer.error_code : answer.type;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const jobOf = (name: string, server: string, run = "echo done"): WrittenJob => ({
  name,
  steps: [{ name: "one", command: { server, run } }],
});
const saving = (job: WrittenJob): Asked => ({
  method: "put",
  path: `/api/v1/jobs/${job.name}`,
  template: "/api/v1/jobs/{name}",
  body: job,
});
const starting = (job: string): Asked => ({
  method: "post",
  path: `/api/v1/jobs/${job}/runs`,
  template: "/api/v1/jobs/{name}/runs",
});
const start = (job: string): ClientMessage => ({ type: "start_job", data: { job } });

sshdTest("jobs: messages and HTTP obey the same scopes, which limit seeing too", async () => {
  await using at = await limited({
    root: { role: "admin" },
    bound: { role: "admin", servers: ["a"] },
    typist: { operations: ["command"] },
    careful: { commands: ["echo .*"] },
  });
  for (const job of [jobOf("on a", "a"), jobOf("on b", "b"), jobOf("rm", "a", "rm -r x")]) {
    assertEquals((await at.ask("root", saving(job))).status, 200);
  }
  const names = async (name: string) => {
    const { body } = await at.ask(name, { path: "/api/v1/jobs" });
    return body.items.map((job: { name: string }) => job.name);
  };
  assertEquals(await names("root"), ["on a", "on b", "rm"]);
  assertEquals(await names("bound"), ["on a", "rm"]);
  for (const [name, job] of [["bound", "on b"], ["typist", "on a"], ["careful", "rm"]] as const) {
    assertEquals(await at.send(name, start(job)), 11001, name);
    assertEquals((await at.ask(name, starting(job))).body.error.code, 11001, name);
  }
  const code = async (asked: Asked) => (await at.ask("bound", asked)).body.error?.code;
  assertEquals(await code({ path: "/api/v1/jobs/on b", template: "/api/v1/jobs/{name}" }), 11001);
  assertEquals(await code(saving(jobOf("on b", "a"))), 11001);
  assertEquals(await code(saving(jobOf("new", "b"))), 11001);
  assertEquals(await code(saving({ ...jobOf("new", "a"), lease: { servers: ["*"] } })), 11001);
  const removing = { ...saving(jobOf("on b", "b")), method: "delete", body: undefined } as const;
  assertEquals(await code(removing), 11001);
  assertEquals(await code(saving(jobOf("new", "a"))), undefined);
  const { body: hidden } = await at.ask("root", starting("on b"));
  const { body: seen } = await at.ask("root", starting("on a"));
  const run = (id: string) => ({ path: `/api/v1/runs/${id}`, template: "/api/v1/runs/{id}" });
  assertEquals(await code(run(hidden.run_id)), 11001);
  assertEquals(
    await at.send("bound", { type: "watch_run", data: { run_id: hidden.run_id } }),
    11001,
  );
  const { body: { items } } = await at.ask("bound", { path: "/api/v1/runs" });
  assertEquals(items.map(({ run_id }: { run_id: string }) => run_id), [seen.run_id]);
});

sshdTest("jobs: a viewer watches, an operator starts, an administrator defines", async () => {
  await using at = await limited({
    viewer: { role: "viewer" },
    operator: { role: "operator" },
    root: { role: "admin" },
  });
  const job: WrittenJob = {
    name: "daily",
    steps: [
      { name: "release", approval: { role: "admin" } },
      { name: "one", command: { server: "a", run: "echo done" } },
    ],
  };
  assertEquals((await at.ask("operator", saving(job))).body.error.code, 11001);
  assertEquals((await at.ask("root", saving(job))).status, 200);
  assertEquals((await at.ask("viewer", starting("daily"))).body.error.code, 11001);
  assertEquals(
    [
      await at.send("operator", start("none")),
      await at.send("operator", { type: "start_job", data: { definition: job } }),
      await at.send("root", { type: "start_job", data: { definition: jobOf("none", "none") } }),
      await at.send("operator", { type: "cancel_run", data: { run_id: crypto.randomUUID() } }),
    ],
    [52000, 11001, 52003, 52000],
  );
  const key = { "idempotency-key": "k" };
  const { body: { run_id } } = await at.ask("operator", { ...starting("daily"), headers: key });
  const again = { type: "start_job", data: { job: "daily", idempotency_key: "k" } } as const;
  await using operator = await at.connect("operator");
  operator.send(again);
  assertEquals((await operator.next("run_started")).run_id, run_id);
  await using root = await at.connect("root");
  root.send(again);
  const { run_id: other } = await root.next("run_started");
  assert(other !== run_id, "keys are those of a token");
  root.send({ type: "cancel_run", data: { run_id: other } });
  const decision = { run_id, path: "1", decision: "approve" } as const;
  root.send({ type: "watch_run", data: { run_id } });
  await root.find((event) =>
    event.type === "run_status" && event.run_id === run_id && event.state === "paused"
  );
  assertEquals(await at.send("operator", { type: "decide_step", data: decision }), 11001);
  assertEquals(await at.send("root", { type: "decide_step", data: decision }), "step_status");
  await using viewer = await at.connect("viewer");
  assertEquals((await watched(viewer, run_id)).output, { 2: "done\r\n" });
  const { body: { items } } = await at.ask("root", { path: "/api/v1/audit?limit=500" });
  const acts = items.filter(({ action }: { action: string }) => action.startsWith("job_"))
    .map((row: Record<string, string | null>) => [row.action, row.name, row.subject, row.outcome]);
  assertEquals(acts.toReversed(), [
    ["job_change", "root", "daily", null],
    ["job_start", "operator", "daily", null],
    ["job_start", "root", "daily", null],
    ["job_cancel", "root", "daily", null],
    ["job_decide", "root", "daily", "approve"],
  ]);
});
