import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import { ask, type Asked } from "../harness/ask.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { type JobService, jobService } from "../jobs/job_service.ts";

const JOB: WrittenJob = {
  name: "daily",
  description: "Loads the day",
  inputs: { day: { pattern: "\\d{8}", default: "{{today}}" } },
  steps: [{
    name: "one",
    command: { server: "a", run: "echo $DAY", env: { DAY: "{{inputs.day}}" } },
  }],
};
const SCHEDULED = { ...JOB, schedule: { cron: "30 2 * * *", time_zone: "Asia/Seoul" } };

const job = (body?: unknown, more: Partial<Asked> = {}): Asked => ({
  path: "/api/v1/jobs/daily",
  template: "/api/v1/jobs/{name}",
  ...body !== undefined && { method: "put", body },
  ...more,
});
const start = (more: Partial<Asked> = {}): Asked => ({
  method: "post",
  path: "/api/v1/jobs/daily/runs",
  template: "/api/v1/jobs/{name}/runs",
  ...more,
});
const run = (id: string, act?: string, body?: unknown): Asked => ({
  path: `/api/v1/runs/${id}${act === undefined ? "" : `/${act}`}`,
  template: `/api/v1/runs/{id}${act === undefined ? "" : `/${act}`}`,
  ...act !== undefined && { method: "post", body },
});

/** Waits until a run has a state. */
async function until(at: JobService, id: string, state: string): Promise<void> {
  await eventually(
    async () => (await ask(at.app.url, run(id))).body.state === state,
    `it is ${state}`,
  );
}

sshdTest("/api/v1/jobs: a definition is stored, listed with its times, and removed", async () => {
  await using at = await jobService();
  assertEquals((await ask(at.app.url, job())).body.error.code, 52000);
  const saved = await ask(at.app.url, job(SCHEDULED));
  assertEquals([saved.status, saved.body.definition.steps[0].on_unknown], [200, "ask"]);
  const { body: { items: [listed] } } = await ask(at.app.url, { path: "/api/v1/jobs" });
  assertEquals(
    [listed.name, listed.source, listed.error, listed.servers, listed.cron, listed.time_zone],
    ["daily", "api", null, ["a"], "30 2 * * *", "Asia/Seoul"],
  );
  assertMatch(listed.next_fire_at, /T17:30:00.000Z$/);
  assertEquals(listed.last_run, null);
  const { body: started } = await ask(at.app.url, start());
  const { body } = await ask(at.app.url, { path: "/api/v1/jobs" });
  assertEquals(body.items[0].last_run.run_id, started.run_id);
  assertEquals((await ask(at.app.url, job(undefined, { method: "delete" }))).body.name, "daily");
  assertEquals((await ask(at.app.url, { path: "/api/v1/jobs" })).body.items, []);
  assertEquals((await ask(at.app.url, run(started.run_id))).body.job, "daily");
});

sshdTest("/api/v1/jobs: a job of a file is changed there, and a broken file is told", async () => {
  await using at = await jobService();
  at.write(JOB, "daily.json");
  at.write('{\n  "name": "other",\n  "steps": 1\n}', "other.json");
  const { body: { items } } = await ask(at.app.url, { path: "/api/v1/jobs" });
  const told = items.map((job: Record<string, unknown>) => [job.name, job.source, job.error]);
  assertEquals(told[0], ["daily", "daily.json", null]);
  assertEquals(told[1].slice(0, 2), ["other.json", "other.json"]);
  assertStringIncludes(told[1][2], "line 3, steps");
  for (const asked of [job(JOB), job(undefined, { method: "delete" })]) {
    const { status, body: { error } } = await ask(at.app.url, asked);
    assertEquals([status, error.code], [403, 14000]);
    assertEquals(error.detail, "The job is defined by daily.json: change it there");
  }
});

sshdTest("PUT /api/v1/jobs/{name}: 12000 and 12002 name the fields, 31003 over 1 MiB", async () => {
  await using at = await jobService();
  const code = async (body: unknown) => {
    const { body: { error } } = await ask(at.app.url, job(body));
    return [error.code, error.detail];
  };
  assertEquals(await code({ ...JOB, name: "other" }), [12000, "name: Not the name in the path"]);
  assertEquals(await code({ name: "daily" }), [12002, "steps is missing"]);
  assertEquals((await code({ ...SCHEDULED, schedule: { cron: "0 0 31 2 *" } }))[0], 12000);
  assertEquals(await code("[]"), [12000, "The body is not a JSON object"]);
  assertEquals((await code({ ...JOB, description: "x".repeat(1_048_576) }))[0], 31003);
  const form = await ask(
    at.app.url,
    job(JSON.stringify(JOB), { headers: { "content-type": "text/plain" } }),
  );
  assertEquals(form.body.error.code, 12000);
  assertStringIncludes(form.body.error.detail, "Content-Type: application/json");
  assertEquals((await ask(at.app.url, { path: "/api/v1/jobs" })).body.items, []);
});

sshdTest("POST /api/v1/jobs/{name}/runs: 201 with the run, once for a key", async () => {
  await using at = await jobService();
  at.write(JOB);
  const headers = { "idempotency-key": "night 1" };
  const first = await ask(at.app.url, start({ body: { inputs: { day: "20260131" } }, headers }));
  assertEquals([first.status, first.body.job, first.body.trigger], [201, "daily", "manual"]);
  assertEquals(first.body.inputs, { day: "20260131" });
  const again = await ask(at.app.url, start({ headers }));
  assertEquals(again.body.run_id, first.body.run_id);
  const other = await ask(at.app.url, start());
  assert(other.body.run_id !== first.body.run_id);
  await until(at, first.body.run_id, "succeeded");
  const page = async (query: string) =>
    (await ask(at.app.url, { path: `/api/v1/runs${query}` })).body;
  const newest = await page("?limit=1&job=daily");
  assertEquals(newest.items[0].run_id, other.body.run_id);
  const rest = await page(`?job=daily&cursor=${newest.next_cursor}`);
  const ids = rest.items.map(({ run_id }: { run_id: string }) => run_id);
  assertEquals([ids, rest.next_cursor], [[first.body.run_id], null]);
  assertEquals([(await page("?job=none")).items, (await page("?state=paused")).items], [[], []]);
  assertEquals((await page("?state=none")).error.code, 12000);
});

sshdTest("POST /api/v1/jobs/{name}/runs: 52000, 52003 and 12000 start nothing", async () => {
  await using at = await jobService();
  assertEquals((await ask(at.app.url, start())).body.error.code, 52000);
  at.write({ name: "daily", steps: [{ name: "one", command: { server: "b", run: "true" } }] });
  const lost = await ask(at.app.url, start());
  assertEquals([lost.status, lost.body.error.code], [409, 52003]);
  const { body: { items: [{ servers }] } } = await ask(at.app.url, { path: "/api/v1/jobs" });
  assertEquals(servers, null);
  at.write({ ...JOB, description: "with inputs" });
  const inputs = await ask(at.app.url, start({ body: { inputs: { day: "1", week: "2" } } }));
  assertEquals([inputs.status, inputs.body.error.code], [422, 12000]);
  assertEquals(
    inputs.body.error.validation_errors.map(({ field }: { field: string }) => field),
    ["inputs.week", "inputs.day"],
  );
  assertEquals((await ask(at.app.url, start({ body: { dry_run: true } }))).body.error.code, 12000);
  const long = await ask(at.app.url, start({ headers: { "idempotency-key": "x".repeat(129) } }));
  assertStringIncludes(long.body.error.detail, "idempotency-key");
  assertEquals((await ask(at.app.url, { path: "/api/v1/runs" })).body.items, []);
});

sshdTest("/api/v1/runs/{id}: a run is decided, cancelled and repeated", async () => {
  await using at = await jobService();
  at.write({
    name: "daily",
    steps: [
      { name: "one", command: { server: "a", run: "echo one" } },
      { name: "release", approval: {} },
      { name: "two", command: { server: "a", run: "sleep 60" } },
    ],
  });
  const { body: { run_id: id } } = await ask(at.app.url, start());
  await until(at, id, "paused");
  const decision = (path: string, body: unknown): Asked => ({
    ...run(id, `steps/${path}/decision`, body),
    template: "/api/v1/runs/{id}/steps/{path}/decision",
  });
  assertEquals(
    (await ask(at.app.url, decision("1", { decision: "approve" }))).body.error.code,
    14000,
  );
  assertEquals(
    (await ask(at.app.url, decision("0", { decision: "approve" }))).body.error.code,
    12000,
  );
  assertEquals((await ask(at.app.url, decision("2", {}))).body.error.code, 12002);
  const decided = await ask(at.app.url, decision("2", { decision: "approve", comment: "go" }));
  assertEquals([decided.status, decided.body.steps[1].state], [200, "succeeded"]);
  const early = await ask(at.app.url, run(id, "retry"));
  assertEquals([early.status, early.body.error.code], [403, 14000]);
  assertEquals((await ask(at.app.url, run(id, "cancel"))).status, 200);
  await until(at, id, "cancelled");
  assertEquals((await ask(at.app.url, run(id, "cancel"))).body.error.code, 14000);
  assertEquals(
    (await ask(at.app.url, run(id, "retry", { from_step: "9" }))).body.error.code,
    12000,
  );
  const repeated = await ask(at.app.url, run(id, "retry", { from_step: "2" }));
  assertEquals([repeated.status, repeated.body.retry_of, repeated.body.from_step], [201, id, "2"]);
  assertEquals(repeated.body.steps[0].state, "skipped");
  await until(at, repeated.body.run_id, "paused");
  assertEquals((await ask(at.app.url, run(repeated.body.run_id, "cancel"))).status, 200);
  const unknown = crypto.randomUUID();
  for (const act of [undefined, "cancel", "retry"]) {
    assertEquals((await ask(at.app.url, run(unknown, act))).body.error.code, 52000, act);
  }
});
