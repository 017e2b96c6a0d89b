import { assert, assertEquals, assertMatch } from "@std/assert";
import type { OperationRecord } from "../../src/protocol/rest/records.ts";
import { read } from "../harness/answers.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";

sshdTest("/api/v1: what was done over the WebSocket is read over HTTP", async () => {
  await using at = await connected();
  const { url } = at.app;
  at.client.send({ type: "start_session" });
  await at.client.next("session_started");
  const { body: held } = await read(url, { path: "/api/v1/session" });
  assertEquals([held.owner.id, held.owner.kind], [at.client.id, "session"]);
  assertEquals(held.session, { active: true, owner: at.client.id, away: false });
  at.run("read line");
  await at.client.find((event) => event.type === "status" && event.message.startsWith("Connected"));
  const { body: { items: [running] } } = await read(url, { path: "/api/v1/operations" });
  assertEquals([running.command, running.ending, running.ended_at], ["read line", null, null]);
  at.client.send({ type: "ssh_input", data: { input: "\r" } });
  await at.client.ending();
  for (const command of ["echo 가", "exit 3"]) {
    at.run(command);
    await at.client.ending();
  }
  at.client.send({ type: "end_session" });
  await at.client.next("session_ended");
  await eventually(async () => {
    const { body } = await read(url, { path: "/api/v1/session" });
    return body.recent.some((hold: { ended_by: string | null }) => hold.ended_by === "released");
  }, "the session is in the history");
  const { body: page } = await read(url, { path: "/api/v1/operations?limit=1&server_name=a" });
  assertEquals([page.items[0].command, page.items[0].exit_code], ["exit 3", 3]);
  const { body: rest } = await read(url, {
    path: `/api/v1/operations?limit=1&server_name=a&cursor=${page.next_cursor}`,
  });
  const [run] = rest.items;
  assertEquals([run.command, run.ending], ["echo 가", "complete"]);
  assertEquals(run.connection_id, at.client.id);
  assertMatch(run.operation_id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert(run.operation_id < page.items[0].operation_id, "ids sort by time");
  const path = `/api/v1/operations/${run.operation_id}`;
  const one = await read(url, { path, template: "/api/v1/operations/{id}" });
  assertEquals(one.body, run);
  const { body: trail } = await read(url, { path: "/api/v1/audit?action=operation_start" });
  assertEquals(trail.items.map((row: { detail: string }) => row.detail), [
    ...["exit 3", "echo 가", "read line"],
  ]);
  const { body: { items: [end] } } = await read(url, { path: "/api/v1/audit?action=session_end" });
  assertEquals([end.connection_id, end.outcome], [at.client.id, "released"]);
  const nothing = await read(url, { path: "/api/v1/operations?server_name=b" });
  assertEquals(nothing.body.items, []);
});

sshdTest("/api/v1/operations: filters by the name of the client, and by what runs", async () => {
  await using at = await connected();
  at.run("true");
  await at.client.ending();
  at.client.send({ type: "hello", data: { name: "배치" } });
  await at.client.next("hello");
  at.run("echo 가");
  await at.client.ending();
  at.run("read line");
  await at.client.find((event) => event.type === "status" && event.message.startsWith("Connected"));
  const listed = async (query: string) => {
    const { body } = await read(at.app.url, { path: `/api/v1/operations?${query}` });
    return body.items.map(({ name, command }: OperationRecord) => [name, command]);
  };
  const running = ["배치", "read line"];
  const named = ["배치", "echo 가"];
  const unnamed = [null, "true"];
  assertEquals(await listed("running=true"), [running]);
  assertEquals(await listed("running=false"), [named, unnamed]);
  assertEquals(await listed(`name=${encodeURIComponent("배치")}`), [running, named]);
  assertEquals(await listed("name=none"), []);
  const wrong = await read(at.app.url, { path: "/api/v1/operations?running=yes" });
  assertEquals([wrong.status, wrong.body.error.code], [422, 12000]);
});

sshdTest("/api/v1/servers: a sweep is in the health of the server and its history", async () => {
  await using at = await connected();
  await at.app.sweepHealth(new AbortController().signal);
  const { body } = await read(at.app.url, { path: "/api/v1/servers" });
  assertEquals([body.items[0].name, body.items[0].health.is_healthy], ["a", true]);
  const template = "/api/v1/servers/{name}/health";
  await eventually(async () => {
    const path = "/api/v1/servers/a/health";
    const { body } = await read(at.app.url, { path, template });
    return body.samples.length === 1 && body.transitions.length === 1;
  }, "the sweep is in the history");
  const path = "/api/v1/servers/a/health?since=2999-01-01T00:00:00Z";
  const { body: later } = await read(at.app.url, { path, template });
  assert(later.samples.length === 0 && later.status.is_healthy);
});
