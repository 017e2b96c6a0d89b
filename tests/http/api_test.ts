import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { HealthFilter, HealthIntervals } from "../../src/domain/health.ts";
import { AppError, ERRORS } from "../../src/errors.ts";
import { GENERAL_ERRORS } from "../../src/protocol/catalogue/general_errors.ts";
import { startApp } from "../harness/app.ts";
import { read } from "../harness/answers.ts";
import { AUDIT, OPERATIONS, OWNER, serveApi } from "./served_api.ts";

Deno.test("/api/v1/servers: names, addresses and health, and nothing that logs in", async () => {
  await using api = serveApi();
  const { status, body, headers } = await read(api.url, { path: "/api/v1/servers" });
  assertEquals([status, headers.get("cache-control")], [200, "no-store"]);
  const [a, b] = body.items;
  assertEquals(Object.keys(a), ["name", "label", "host", "port", "health"]);
  assertEquals([a.label, b.label], ["production", null]);
  assertEquals([a.health.is_healthy, b.health.last_checked], [true, null]);
  assert(!JSON.stringify(body).includes("secret"));
});

Deno.test("/api/v1/servers/{name}/health: samples, 23002 for an unknown server", async () => {
  await using api = serveApi();
  const template = "/api/v1/servers/{name}/health";
  const { body } = await read(api.url, { path: "/api/v1/servers/a/health?limit=3", template });
  assertEquals([body.server_name, body.samples.length, body.transitions.length], ["a", 1, 1]);
  const unknown = await read(api.url, { path: "/api/v1/servers/%ED%95%9C/health", template });
  assertEquals([unknown.status, unknown.body.error.code], [404, 23002]);
  assertEquals(unknown.body.error.detail, 'No server is called "한"');
});

Deno.test("/api/v1/servers/{name}/health: points end now, and exclude other limits", async () => {
  const asked: HealthIntervals[] = [];
  const since: unknown[] = [];
  const healthRecords = {
    samples: () => [],
    points: (_name: string, intervals: HealthIntervals) => (asked.push(intervals), []),
    transitions: (_name: string, filter: HealthFilter) => (since.push(filter), []),
  };
  await using api = serveApi({ healthRecords });
  const template = "/api/v1/servers/{name}/health";
  const ask = (query: string) =>
    read(api.url, { path: `/api/v1/servers/a/health${query}`, template });
  const startedMs = Date.now();
  const { body } = await ask("?points=96");
  assertEquals([body.server_name, body.samples, body.points], ["a", [], []]);
  const [{ count, startMs, endMs } = { count: 0, startMs: 0, endMs: 0 }] = asked;
  assertEquals([count, endMs - startMs], [96, 24 * 3_600_000]);
  assert(startedMs <= endMs && endMs <= Date.now());
  assertEquals(since, [{ since: new Date(startMs).toISOString(), limit: 500 }]);
  assertEquals("points" in (await ask("")).body, false);
  assertEquals(since.at(-1), { limit: 50 });
  for (const other of ["limit=50", "since=2026-01-01T00:00:00Z", "until=2026-01-01T00:00:00Z"]) {
    const { status, body } = await ask(`?points=96&${other}`);
    assertEquals([status, body.error.code], [422, 12000], other);
    assertEquals(body.error.detail, `${other.split("=")[0]}: Not together with points`);
  }
  for (const points of ["0", "289", "1.5", "", "x"]) {
    assertEquals((await ask(`?points=${points}`)).body.error.code, 12000, points);
  }
  assertEquals((await ask("?points=288")).status, 200);
  assertEquals(asked.length, 2);
});

Deno.test("/api/v1/operations: the cursor leads through every operation once", async () => {
  await using api = serveApi();
  const seen: unknown[] = [];
  let cursor = "";
  do {
    const { body } = await read(api.url, { path: `/api/v1/operations?limit=4${cursor}` });
    seen.push(...body.items);
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  assertEquals(seen, [...OPERATIONS]);
  assertEquals(api.asked.map(({ before, limit }) => [before, limit]), [
    [undefined, 5],
    [7, 5],
    [3, 5],
  ]);
});

Deno.test("/api/v1/operations: passes every filter on, times as UTC", async () => {
  await using api = serveApi();
  const id = OPERATIONS[0]?.connection_id;
  const query = "kind=scp_transfer&server_name=a&transfer_name=t&ending=error" +
    `&connection_id=${id}&since=2026-01-31T09:00:00%2B09:00&until=2026-02-01T00:00:00Z`;
  await read(api.url, { path: `/api/v1/operations?${query}` });
  assertEquals(api.asked, [{
    kind: "scp_transfer",
    serverName: "a",
    transferName: "t",
    clientId: id,
    ending: "error",
    since: "2026-01-31T00:00:00.000Z",
    until: "2026-02-01T00:00:00.000Z",
    visible: undefined,
    before: undefined,
    limit: 51,
  }]);
});

Deno.test("/api/v1/operations/{id}: reads one operation, 13000 for an unknown one", async () => {
  await using api = serveApi();
  const template = "/api/v1/operations/{id}";
  const [operation] = OPERATIONS;
  for (const id of [operation?.operation_id, operation?.operation_id.toUpperCase()]) {
    const { body } = await read(api.url, { path: `/api/v1/operations/${id}`, template });
    assertEquals(body, operation);
  }
  const id = "01890a5d-ac96-774b-bcce-b302099a8057";
  const { status, body } = await read(api.url, { path: `/api/v1/operations/${id}`, template });
  assertEquals([status, body.error.code], [404, 13000]);
  assertEquals(body.error.detail, `No operation has the id ${id}`);
});

Deno.test("/api/v1/audit: the cursor leads through every row once, each with its id", async () => {
  await using api = serveApi();
  const { body: first } = await read(api.url, { path: "/api/v1/audit?limit=2" });
  assertEquals(first.items, AUDIT.slice(0, 2));
  const path = `/api/v1/audit?limit=2&cursor=${first.next_cursor}`;
  const { body: last } = await read(api.url, { path });
  assertEquals([last.items, last.next_cursor], [AUDIT.slice(2), null]);
  assertEquals(api.askedAudit.map(({ before, limit }) => [before, limit]), [[undefined, 3], [
    2,
    3,
  ]]);
});

Deno.test("/api/v1/audit: passes every filter on, 12000 for an unknown action", async () => {
  await using api = serveApi();
  const query = "action=session_end&name=ci&since=2026-01-31T09:00:00%2B09:00" +
    "&until=2026-02-01T00:00:00Z";
  await read(api.url, { path: `/api/v1/audit?${query}` });
  assertEquals(api.askedAudit, [{
    action: "session_end",
    name: "ci",
    since: "2026-01-31T00:00:00.000Z",
    until: "2026-02-01T00:00:00.000Z",
    before: undefined,
    limit: 51,
  }]);
  const wrong = await read(api.url, { path: "/api/v1/audit?action=loggin" });
  assertEquals([wrong.status, wrong.body.error.code], [422, 12000]);
});

Deno.test("/api/v1/session and /api/v1/transfers: have the present state", async () => {
  await using api = serveApi();
  const { body } = await read(api.url, { path: "/api/v1/session" });
  assertEquals(body.session, { active: false, owner: null, away: false });
  assertEquals(body.lock, { locked: true, lock_owner: OWNER.id, away: true });
  assertEquals(body.owner, OWNER);
  assertEquals([body.leases, body.recent.length], [[], 1]);
  const transfers = await read(api.url, { path: "/api/v1/transfers" });
  assertEquals(transfers.body.items, [{
    name: "t",
    from: { server: "a", path: "/x/*" },
    to: { server: "b", path: "/y" },
  }]);
});

Deno.test("/api/v1/errors: explains every error in English and Korean", async () => {
  await using api = serveApi();
  const { body } = await read(api.url, { path: "/api/v1/errors" });
  assertEquals(body.items.length, Object.keys(ERRORS).length);
  assertEquals(body.items[0], {
    code: 10000,
    kind: "INTERNAL_ERROR",
    message: "Internal server error",
    status: 500,
    ...GENERAL_ERRORS.INTERNAL_ERROR,
  });
});

Deno.test("parameters: each fault is 12000 and named", async () => {
  await using api = serveApi();
  const health = "/api/v1/servers/{name}/health";
  const faults: [string, string, string?][] = [
    ["/api/v1/operations?limit=0", "limit"],
    ["/api/v1/operations?limit=501", "limit"],
    ["/api/v1/operations?limit=", "limit"],
    ["/api/v1/operations?limit=1&limit=2", "limit"],
    ["/api/v1/operations?limt=1", "limt"],
    ["/api/v1/operations?__proto__=1", "__proto__"],
    ["/api/v1/operations?constructor=1", "constructor"],
    ["/api/v1/operations?kind=ssh", "kind"],
    ["/api/v1/operations?since=yesterday", "since"],
    ["/api/v1/operations?cursor=5", "cursor"],
    ["/api/v1/operations?connection_id=1", "connection_id"],
    ["/api/v1/operations?server_name=%ff", "query"],
    ["/api/v1/operations/0", "id", "/api/v1/operations/{id}"],
    ["/api/v1/operations/1%20or%201", "id", "/api/v1/operations/{id}"],
    [`/api/v1/operations/${OWNER.id}?id=2`, "id", "/api/v1/operations/{id}"],
    ["/api/v1/servers/%zz/health", "name", health],
    ["/api/v1/servers/a/health?name=b", "name", health],
    ["/api/v1/servers?x=1", "x"],
  ];
  for (const [path, field, template] of faults) {
    const { status, body } = await read(api.url, { path, template });
    assertEquals([status, body.error.code], [422, 12000], path);
    const fields = body.error.validation_errors.map((fault: { field: string }) => fault.field);
    assertEquals(fields, [field], path);
    assertStringIncludes(body.error.detail, `${field}: `);
  }
  assertEquals(api.asked, []);
  for (const query of ["t=1", "t=1&t=2", "t=%ff", "50%"]) {
    assertEquals((await read(api.url, { path: `/healthz?${query}` })).status, 200, query);
  }
});

Deno.test("endpoints: a failed database is 41000, a defect 10000 without its text", async () => {
  const fail = () => {
    throw new AppError("DATABASE_QUERY_FAILED", "The history cannot be read");
  };
  const operation = () => JSON.parse("at /secret");
  const history = { operations: fail, operation, output: fail, leases: fail };
  await using api = serveApi({ history, checkStore: fail });
  for (const path of ["/api/v1/operations", "/api/v1/session", "/readyz"]) {
    const { status, body } = await read(api.url, { path });
    assertEquals([status, body.error.code], [500, 41000], path);
  }
  const { body } = await read(api.url, {
    path: `/api/v1/operations/${OWNER.id}`,
    template: "/api/v1/operations/{id}",
  });
  assertEquals(body.error, { code: 10000, message: "Internal server error" });
});

Deno.test("endpoints: other methods are 405, HEAD has no body, paths match whole", async () => {
  await using api = serveApi();
  const deleted = await fetch(`${api.url}/api/v1/operations/1`, { method: "DELETE" });
  assertEquals([deleted.status, deleted.headers.get("allow")], [405, "GET, HEAD"]);
  await deleted.body?.cancel();
  const path = `/api/v1/operations/${OPERATIONS[0]?.operation_id}`;
  const head = await fetch(`${api.url}${path}`, { method: "HEAD" });
  assertEquals([head.status, await head.text()], [200, ""]);
  for (
    const path of [
      "/api/v1/operations/",
      "/api/v1/operations/1/2",
      "/api/v1/servers//health",
      "/API/v1",
    ]
  ) {
    const response = await fetch(`${api.url}${path}`);
    assertEquals((await response.json()).error.code, 13000, path);
  }
});

Deno.test("service: every endpoint without a parameter answers as its document says", async () => {
  await using app = await startApp({
    MDWAP1P_IP: "127.0.0.1",
    MYPAP1D_IP: "127.0.0.1",
    HIWARE_ID: "u",
    HIWARE_PW: "a password",
  });
  const documents = await (await fetch(`${app.url}/openapi.json`)).json();
  const paths = Object.keys(documents.paths)
    .filter((path) => documents.paths[path].get !== undefined && !path.includes("{"));
  for (const path of paths) {
    assertEquals((await read(app.url, { path })).status, 200, path);
  }
  const health = await read(app.url, {
    path: "/api/v1/servers/mdwap1p/health",
    template: "/api/v1/servers/{name}/health",
  });
  assertEquals(health.body.server_name, "mdwap1p");
});
