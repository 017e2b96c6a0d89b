import { assert, assertEquals } from "@std/assert";
import type { OperationRecord } from "../../src/protocol/rest/records.ts";
import type { EventOf, ServerEvent } from "../../src/protocol/server_events.ts";
import { read } from "../harness/answers.ts";
import type { TokenEntry } from "../../src/access/token_list.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { closeAfterBanner, startTcpServer } from "../harness/tcp_server.ts";
import { bearer, createTokens } from "../harness/tokens.ts";

type Topics = readonly ("operations" | "health")[];

/** Sends `hello` with topics, and returns the answer. */
async function follow(client: Client, topics: Topics): Promise<EventOf<"hello">> {
  client.send({ type: "hello", data: { follow: [...topics] } });
  return await client.next("hello");
}

/** Returns the next unread start of an operation. */
async function started(client: Client): Promise<OperationRecord> {
  return (await client.next("operation_started")).operation;
}

/** Returns the next unread end of an operation. */
async function ended(client: Client): Promise<OperationRecord> {
  return (await client.next("operation_ended")).operation;
}

/** Returns the types of the events so far, from the last `hello` on. */
function typesSinceHello({ events }: Client): string[] {
  const types = events.map(({ type }) => type);
  return types.slice(types.lastIndexOf("hello") + 1);
}

sshdTest(
  "follow operations: start and end with the records of HTTP, and running ones",
  async () => {
    await using at = await connected({ variables: { COMMAND_LOCK: "off" } });
    await using follower = await at.connect();
    await using other = await at.connect();
    const { url } = at.app;
    assertEquals((await follow(follower, ["operations"])).running, []);
    at.client.send({ type: "hello", data: { name: "배치" } });
    await at.client.next("hello");
    at.run(`read line; : ${"x".repeat(1_000)}`, { request_id: "1" });
    const first = await started(follower);
    assertEquals([first.name, first.connection_id, first.ending], ["배치", at.client.id, null]);
    assertEquals(first.command?.length, 1_000);
    const list = async () => (await read(url, { path: "/api/v1/operations" })).body.items;
    assertEquals(await list(), [first]);

    other.send({ type: "ssh_command", data: { server_name: "a", command: "exit 7" } });
    const second = await started(follower);
    const end = await ended(follower);
    assertEquals(end, {
      ...second,
      ended_at: end.ended_at,
      ending: "complete",
      exit_code: 7,
      duration_ms: end.duration_ms,
    });
    assertEquals(await list(), [end, first]);
    other.send({ type: "ssh_command", data: { server_name: "a", command: "read line" } });
    const third = await started(follower);
    assertEquals((await follow(follower, ["health", "operations"])).running, [third, first]);
    at.client.send({ type: "cancel" });
    assertEquals([(await ended(follower)).ending, (await list())[2].ending], [
      "cancelled",
      "cancelled",
    ]);
    assertEquals((await follow(follower, ["operations"])).running, [third]);

    other.send({ type: "cancel" });
    await other.next("cancelled");
    assertEquals((await follow(other, [])).running, null);
    const isFollowed = ({ type }: ServerEvent) => /^(operation_|session_|server_)/.test(type);
    assertEquals(other.events.filter(isFollowed), []);
  },
);

sshdTest("hello: topics replace those before; a missing name stays", async () => {
  await using at = await connected();
  const { client } = at;
  client.send({ type: "hello", data: { name: "one", follow: ["operations"] } });
  assertEquals((await client.next("hello")).running, []);
  client.sendRaw('{"type":"hello"}');
  const { name, running } = await client.next("hello");
  assertEquals([name, running], ["one", null]);
  at.run("true");
  await client.next("complete");
  await client.next("lock_status");
  assert(!client.events.some(({ type }) => type.startsWith("operation_")));
  client.sendRaw('{"type":"hello","data":{"follow":["sessions"]}}');
  assertEquals((await client.next("error")).error_code, 12000);
  client.sendRaw('{"type":"hello","data":{"follow":["health","health","health"]}}');
  assertEquals((await client.next("error")).error_code, 12000);
  await using newcomer = await at.connect();
  assertEquals((await follow(newcomer, [])).name, null);
});

sshdTest("follow operations: the lock encloses start and end, and they the events", async () => {
  await using at = await connected();
  const { client } = at;
  await follow(client, ["operations"]);
  at.run("true");
  await client.next("complete");
  await client.find((event) => event.type === "lock_status" && !event.locked);
  const around = ["operation_started", "status", "status", "complete", "operation_ended"];
  assertEquals(typesSinceHello(client), ["lock_status", ...around, "lock_status"]);

  await follow(client, ["operations"]);
  at.run("exit 7", { stop_phrase: "never" });
  at.run("true", { request_id: "refused" });
  await client.find((event) => event.type === "error" && event.error_code === 50000);
  await client.find((event) => event.type === "lock_status" && !event.locked);
  const failed = client.events.filter(({ type, ...event }) =>
    type !== "status" && !("request_id" in event)
  ).map(({ type }) => type).slice(-5);
  assertEquals(failed, [
    ...["lock_status", "operation_started", "error", "operation_ended", "lock_status"],
  ]);
});

sshdTest(
  "owner.operation_id: what runs; in a session, followers alone are told of it",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    const { client } = at;
    at.run("read line");
    const { owner } = await client.next("lock_status");
    const { body: { items: [record] } } = await read(at.app.url, { path: "/api/v1/operations" });
    assertEquals(owner?.operation_id, record.operation_id);
    client.send({ type: "ssh_input", data: { input: "\r" } });
    await client.next("complete");

    client.send({ type: "start_session" });
    assertEquals((await other.next("session_status")).owner?.operation_id, null);
    await follow(client, ["operations"]);
    await follow(other, []);
    at.run("read line");
    const told = await client.next("session_status");
    assertEquals(told.owner?.operation_id, (await started(client)).operation_id);
    await using newcomer = await at.connect();
    const [welcome] = newcomer.events;
    assert(welcome?.type === "welcome");
    assertEquals(welcome.owner, told.owner);
    const { body } = await read(at.app.url, { path: "/api/v1/session" });
    assertEquals(body.owner, told.owner);
    client.send({ type: "ssh_input", data: { input: "\r" } });
    await client.next("complete");
    assertEquals((await client.next("session_status")).owner?.operation_id, null);
    // The echo of the line's end can be an output of its own.
    assertEquals(typesSinceHello(client).filter((type) => type !== "output"), [
      ...["session_status", "operation_started", "status", "status", "complete"],
      ...["operation_ended", "session_status"],
    ]);
    client.send({ type: "end_session" });
    assertEquals((await other.next("session_status")).owner, null);
    assertEquals(typesSinceHello(other), ["session_status"]);
  },
);

sshdTest("follow: a client that resumes follows on, without the time away", async () => {
  await using at = await connected({ variables: { COMMAND_LOCK: "off" } });
  const { client: watcher } = at;
  await follow(watcher, ["operations"]);
  using lost = await RawClient.connect(at.app.url);
  const { resume_token: token } = await lost.next("welcome");
  await lost.send({ type: "hello", data: { follow: ["operations"] } });
  await lost.next("hello");
  const data = { server_name: "a", command: "read line" };
  await lost.send({ type: "ssh_command", data, request_id: "run" });
  const { operation_id } = await started(watcher);
  await lost.sendClose(1001);
  await lost.closeCode();
  at.run("true");
  await ended(watcher);

  await using back = await at.connect();
  await follow(back, ["health"]);
  back.send({ type: "resume", data: { token, seq: 0 } });
  const { operation, session_token } = await back.next("resumed");
  const expected = { operation_id, kind: "command", server_name: "a", request_id: "run" } as const;
  assertEquals([operation, session_token], [expected, null]);
  at.run("echo after");
  const after = await ended(watcher);
  assertEquals(await ended(back), after);
  const told = back.events.filter((event) => event.type === "operation_started");
  assertEquals(told.map(({ operation }) => operation.command), ["echo after"]);
});

sshdTest("resumed.operation: the last one while its ending is sent again", async () => {
  await using at = await connected();
  const { client: watcher } = at;
  await follow(watcher, ["operations"]);
  using lost = await RawClient.connect(at.app.url);
  const { resume_token: token, connection_id } = await lost.next("welcome");
  const data = { server_name: "a", command: "read line" };
  await lost.send({ type: "ssh_command", data, request_id: "run" });
  await lost.sendClose(1001);
  const isAway = (event: ServerEvent) =>
    event.type === "lock_status" && event.owner?.away_until !== null;
  const away = await watcher.find(isAway) as EventOf<"lock_status">;
  const operation = {
    operation_id: away.owner?.operation_id ?? "",
    kind: "command",
    server_name: "a",
    request_id: "run",
  } as const;
  watcher.send({ type: "force_end_session", data: { reason: "the owner is away" } });
  const end = await ended(watcher);
  assertEquals([end.operation_id, end.ending], [operation.operation_id, "cancelled"]);

  await using back = await at.connect();
  for (const request_id of ["first", "again"]) {
    back.send({ type: "resume", data: { token, seq: 0 }, request_id });
    const { connection_id: id, operation: last } = await back.next("resumed");
    assertEquals([id, last], [connection_id, operation]);
    assertEquals((await back.next("cancelled")).request_id, "run");
  }
  back.send({ type: "open_terminal", data: { server_name: "a" } });
  await back.find((event) => event.type === "status" && event.message.startsWith("Connected"));
  back.send({ type: "resume", data: { token, seq: 0 } });
  const { operation: terminal } = await back.next("resumed");
  assertEquals(terminal, {
    operation_id: (await started(watcher)).operation_id,
    kind: "terminal",
    server_name: "a",
    request_id: null,
  });
  watcher.send({ type: "resume", data: { token: watcher.token, seq: 0 } });
  assertEquals((await watcher.next("resumed")).operation, null);
});

sshdTest("follow operations: each follower sees what its token does", async () => {
  await using sshd = await startSshd();
  await using tokens = await createTokens();
  const headersOf = async (name: string, scopes: Partial<TokenEntry>) =>
    bearer(await tokens.add(name, scopes));
  const all = await headersOf("all", {});
  const bound = await headersOf("bound", { servers: ["a"] });
  const kinds = await headersOf("kinds", { operations: ["transfer"] });
  await using app = await startApp({
    ...tokens.variables,
    ...serverVariables("a", sshd),
    ...serverVariables("b", sshd),
    TRANSFER_X: `a:${sshd.folder}/none-*.dat -> b:${sshd.folder}/to/`,
    TRANSFER_Y: `a:${sshd.folder}/none-*.dat -> a:${sshd.folder}/to/`,
  });
  await using runner = await Client.connect(app.url, all);
  await using seesAll = await Client.connect(app.url, all);
  await using seesA = await Client.connect(app.url, bound);
  await using seesTransfers = await Client.connect(app.url, kinds);
  const followers = [seesAll, seesA, seesTransfers];
  for (const follower of followers) await follow(follower, ["operations"]);

  const command = "read line";
  runner.send({ type: "ssh_command", data: { server_name: "b", command } });
  const record = await started(seesAll);
  assertEquals([record.name, record.server_name], ["all", "b"]);
  seesA.send({ type: "hello", data: { name: "ignored", follow: ["operations"] } });
  const { name, running } = await seesA.next("hello");
  assertEquals([name, running], ["bound", []]);
  assertEquals((await follow(seesTransfers, ["operations"])).running, []);
  assertEquals((await follow(seesAll, ["operations"])).running, [record]);
  runner.send({ type: "cancel" });
  await ended(seesAll);
  runner.send({ type: "ssh_command", data: { server_name: "a", command: "true" } });
  await ended(seesAll);
  runner.send({ type: "start_session" });
  for (const transfer_name of ["x", "y"]) {
    runner.send({ type: "scp_transfer", data: { transfer_name } });
    await ended(seesAll);
  }
  for (const follower of followers) await follow(follower, []);
  const subjects = ({ events }: Client, type: string) =>
    events.filter((event) => event.type === "operation_started" || event.type === "operation_ended")
      .filter((event) => event.type === type)
      .map(({ operation }) => operation.server_name ?? operation.transfer_name);
  for (const type of ["operation_started", "operation_ended"] as const) {
    assertEquals(followers.map((follower) => subjects(follower, type)), [
      ["b", "a", "x", "y"],
      ["a", "y"],
      ["x", "y"],
    ]);
  }
});

Deno.test("follow health: every check is told, to others changes alone", async () => {
  await using server = await startTcpServer(closeAfterBanner);
  await using app = await startApp({
    A_IP: server.host,
    A_PORT: String(server.port),
    A_USER: "u",
    A_PASSWORD: "password",
  });
  await using follower = await Client.connect(app.url);
  await using other = await Client.connect(app.url);
  await follow(follower, ["health"]);
  for (const _ of [1, 2, 3]) await app.sweepHealth(new AbortController().signal);
  const told = async (client: Client) => {
    await follow(client, []);
    return client.events.filter((event) => event.type === "server_health")
      .map(({ is_healthy, status }) => [is_healthy, status.consecutive_successes]);
  };
  assertEquals(await told(follower), [[true, 1], [true, 2], [true, 3]]);
  assertEquals(await told(other), [[true, 1]]);
  await app.sweepHealth(new AbortController().signal);
  assertEquals((await told(follower)).length, 3);
});
