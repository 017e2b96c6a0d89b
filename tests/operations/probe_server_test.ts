import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ProbeComplete } from "../../src/protocol/probe_events.ts";
import type { EventOf, ServerEvent } from "../../src/protocol/server_events.ts";
import { openFullPort, probed, stallAfterKex, stallAtKex, startProbing } from "../harness/probe.ts";
import { read } from "../harness/answers.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { newHostKey, startSsh2Host } from "../harness/ssh2_host.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { speakGarbage, startTcpServer, staySilent, type TcpServer } from "../harness/tcp_server.ts";
import { bearer, createTokens } from "../harness/tokens.ts";

/** Returns whether each layer succeeded, or its code; undefined for one that was not reached. */
function outcomes({ layers }: ProbeComplete): (true | number | undefined)[] {
  const { tcp, banner, kex, login } = layers;
  return [tcp, banner, kex, login].map((layer) =>
    layer === null ? undefined : layer.ok || (layer.error_code ?? 0)
  );
}

/** Returns the variables of a server that logs in with a password. */
function variablesOf(name: string, port: number): Record<string, string> {
  const prefix = name.toUpperCase();
  return {
    [`${prefix}_IP`]: "127.0.0.1",
    [`${prefix}_PORT`]: String(port),
    HIWARE_ID: "u",
    HIWARE_PW: "p",
  };
}

/** Returns the code of the next ending, which is an error. */
async function refusal(client: Client): Promise<EventOf<"error">> {
  const ending = await client.ending();
  assert(ending.type === "error", JSON.stringify(ending));
  return ending;
}

sshdTest("probe_server: says each layer, and remembers and changes nothing", async () => {
  await using connection = await connected();
  const { app, client, sshd } = connection;
  const first = await probed(client, "a");
  assertEquals(outcomes(first), [true, true, true, true]);
  assertEquals([first.message, first.server_name], ["Probe completed", "a"]);
  for (const layer of Object.values(first.layers)) assert((layer?.latency_ms ?? -1) >= 0);
  const key = `The host key ${sshd.hostKeyFingerprint} is`;
  assertEquals(first.layers.kex?.detail, `${key} unknown: the first connection trusts it`);
  assertEquals((await probed(client, "a")).layers.kex?.detail, first.layers.kex?.detail);
  const told = client.events.filter(({ type }) => type === "status") as EventOf<"status">[];
  const [connecting, ...layers] = told.slice(0, 5).map(({ message }) => message);
  assertEquals(connecting, "Connecting to a...");
  assertEquals(layers.map((message) => message.replace(/ succeeded in [\d.]+ ms.*/, "")), [
    "TCP connection",
    "SSH identification",
    "Key exchange",
    "Login",
  ]);
  assertEquals(app.logLines().filter((line) => line.includes("trusted on first use")), []);
  const types = new Set<string>(client.events.map(({ type }) => type));
  assertEquals([...types], ["welcome", "status", "complete"]);
  const { body } = await read(app.url, { path: "/api/v1/servers" });
  assertEquals(body.items[0].health.last_checked, null);
  assertEquals((await read(app.url, { path: "/api/v1/operations" })).body.items, []);
  await eventually(() => sshd.sessionPids().length === 0, "the connections are closed");
});

sshdTest("probe_server: tells a remembered host key from a changed one", async () => {
  await using connection = await connected();
  const { client, sshd } = connection;
  connection.run("true");
  await client.next("complete");
  const { layers } = await probed(client, "a");
  assertEquals(layers.kex?.detail, `The host key ${sshd.hostKeyFingerprint} is remembered`);
  await sshd.replaceHostKey();
  const changed = await probed(client, "a");
  assertEquals(outcomes(changed), [true, true, 20006, undefined]);
  assertEquals(changed.layers.kex?.latency_ms, null);
  assert(changed.layers.kex?.detail?.includes(sshd.hostKeyFingerprint));
  // No login was tried, so that the next probe need not wait.
  assertEquals(outcomes(await probed(client, "a")), [true, true, 20006, undefined]);
});

sshdTest("probe_server: after a failed login, a server rests for everyone", async () => {
  await using sshd = await startSshd({ password: true });
  await using app = await startApp({
    ...serverVariables("a", sshd),
    A_KEY_FILE: "",
    A_PASSWORD: "wrong",
    ...serverVariables("b", sshd),
  });
  await using client = await Client.connect(app.url);
  const complete = await probed(client, "a");
  assertEquals(outcomes(complete), [true, true, true, 21000]);
  assertEquals(complete.layers.login?.detail, "a refused the login");
  await using other = await Client.connect(app.url);
  for (const one of [client, other]) {
    startProbing(one, "a");
    const { error_code, detail } = await refusal(one);
    assertEquals(error_code, 14001);
    assertMatch(detail ?? "", /^The last login of a probe to a failed: try again in \d+ s$/);
  }
  assertEquals(outcomes(await probed(client, "b")), [true, true, true, true]);
  const { body } = await read(app.url, { path: "/api/v1/audit" });
  const rows = body.items.filter(({ subject }: { subject: string }) => subject === "a")
    .map(({ action, outcome, detail }: Record<string, unknown>) => [action, outcome, detail]);
  assertEquals(rows, [
    ["operation_end", "complete", "error 21000"],
    ["operation_start", null, "probe_server"],
  ]);
});

Deno.test("probe_server: names the layer at which a host fails", async () => {
  await using full = await openFullPort();
  await using silent = await startTcpServer(staySilent);
  await using garbage = await startTcpServer(speakGarbage);
  await using closing = await startTcpServer((socket) => void socket.end());
  await using atKex = await startTcpServer(stallAtKex);
  await using afterKex = await startSsh2Host([newHostKey()], stallAfterKex);
  await using closed = await startTcpServer();
  const { port } = closed;
  await closed[Symbol.asyncDispose]();
  await using app = await startApp({
    ...variablesOf("closed", port),
    ...variablesOf("full", full.port),
    ...variablesOf("silent", silent.port),
    ...variablesOf("garbage", garbage.port),
    ...variablesOf("closing", closing.port),
    ...variablesOf("at_kex", atKex.port),
    ...variablesOf("after_kex", afterKex.server.port),
    ...variablesOf("no_key", silent.port),
    NO_KEY_KEY_FILE: "/no/such/key",
  });
  const expected = {
    closed: [20002, undefined, undefined, undefined],
    full: [20001, undefined, undefined, undefined],
    silent: [true, 20001, undefined, undefined],
    garbage: [true, 20001, undefined, undefined],
    closing: [true, 20000, undefined, undefined],
    at_kex: [true, true, 20001, undefined],
    after_kex: [true, true, true, 20001],
    no_key: [undefined, undefined, undefined, 21003],
  };
  const found = await Promise.all(
    Object.keys(expected).map(async (name) => {
      await using client = await Client.connect(app.url);
      return [name, outcomes(await probed(client, name))];
    }),
  );
  assertEquals(Object.fromEntries(found), expected);
});

/** Starts a probe of `server`, cancels it after the status `after`, and waits for the ending. */
async function cancelled(client: Client, server: string, after: string): Promise<void> {
  startProbing(client, server);
  const isReached = (event: ServerEvent) =>
    event.type === "status" && event.message.startsWith(after);
  await client.find(isReached);
  client.send({ type: "cancel" });
  assertEquals((await client.ending()).type, "cancelled");
}

Deno.test("probe_server: cancel in each layer leaves no connection", async () => {
  await using full = await openFullPort();
  await using silent = await startTcpServer(staySilent);
  await using atKex = await startTcpServer(stallAtKex);
  let open = 0;
  await using afterKex = await startSsh2Host([newHostKey()], (connection) => {
    open++;
    stallAfterKex(connection.on("close", () => open--));
  });
  await using app = await startApp({
    ...variablesOf("full", full.port),
    ...variablesOf("silent", silent.port),
    ...variablesOf("at_kex", atKex.port),
    ...variablesOf("after_kex", afterKex.server.port),
  });
  await using client = await Client.connect(app.url);
  const isFree = ({ connections }: TcpServer) => connections === 0;
  // A cancelled probe rests only after a login was tried.
  for (let time = 0; time < 2; time++) {
    await cancelled(client, "full", "Connecting");
    await cancelled(client, "silent", "TCP connection succeeded");
    await eventually(() => isFree(silent), "the connection is closed");
    await cancelled(client, "at_kex", "SSH identification succeeded");
    await eventually(() => isFree(atKex), "the connection is closed");
  }
  await cancelled(client, "after_kex", "Key exchange succeeded");
  await eventually(() => open === 0, "the connection is closed");
  startProbing(client, "after_kex");
  assertEquals((await refusal(client)).error_code, 14001);
});

sshdTest("probe_server: beside lock, session and other operations, one a connection", async () => {
  await using silent = await startTcpServer(staySilent);
  await using connection = await connected({ variables: variablesOf("silent", silent.port) });
  const { client, app } = connection;
  await using other = await connection.connect();
  startProbing(client, "silent");
  await client.next("status");
  connection.run("true");
  assertEquals((await refusal(client)).error_code, 50010);
  startProbing(client, "a");
  assertEquals((await refusal(client)).error_code, 50010);
  client.send({ type: "resize", data: { cols: 80, rows: 24 } });
  assertEquals((await refusal(client)).error_code, 50011);
  startProbing(other, "silent");
  const { error_code, detail } = await refusal(other);
  assertEquals(error_code, 14001);
  assertEquals(detail, "A probe of silent runs already: try again when it has ended");
  other.send({ type: "ssh_command", data: { server_name: "a", command: "true" } });
  assertEquals((await other.ending()).type, "complete");
  // The session neither waits for the probe, nor ends it.
  client.send({ type: "start_session" });
  await client.next("session_started");
  assertEquals(outcomes(await probed(other, "a")), [true, true, true, true]);
  client.send({ type: "end_session" });
  await client.next("session_ended");
  assertEquals(silent.connections, 1);
  client.send({ type: "cancel" });
  assertEquals((await client.ending()).type, "cancelled");
  // A refused probe leaves the turn of its server free.
  assertEquals(outcomes(await probed(client, "a")), [true, true, true, true]);
  assertEquals((await read(app.url, { path: "/api/v1/operations" })).body.items.length, 1);
});

sshdTest("probe_server: takes no place among the connections to a server", async () => {
  const variables = { COMMAND_LOCK: "off", MAX_SSH_CONNECTIONS_PER_SERVER: "2" };
  await using connection = await connected({ variables });
  const { client } = connection;
  await using busy = new AsyncDisposableStack();
  for (let index = 0; index < 2; index++) {
    const other = busy.use(await connection.connect());
    const data = { server_name: "a", command: "echo here; sleep 60" };
    other.send({ type: "ssh_command", data });
    await other.textWith("here");
  }
  assertEquals(outcomes(await probed(client, "a")), [true, true, true, true]);
});

sshdTest("probe_server: obeys the scopes of servers, and ends with its client", async () => {
  await using silent = await startTcpServer(staySilent);
  await using sshd = await startSshd();
  await using tokens = await createTokens();
  const token = await tokens.add("ci", { servers: ["a", "silent"], operations: ["terminal"] });
  const tokenForAll = await tokens.add("all");
  await using app = await startApp({
    ...tokens.variables,
    ...serverVariables("a", sshd),
    ...serverVariables("b", sshd),
    ...variablesOf("silent", silent.port),
  });
  await using client = await Client.connect(app.url, bearer(token));
  assertEquals(outcomes(await probed(client, "a")), [true, true, true, true]);
  startProbing(client, "b");
  assertEquals((await refusal(client)).error_code, 11001);
  const all = await Client.connect(app.url, bearer(tokenForAll));
  startProbing(all, "c");
  assertEquals((await refusal(all)).error_code, 23002);
  startProbing(all, "silent");
  await eventually(() => silent.connections === 1, "the probe is connected");
  await all.close(1000);
  await eventually(() => silent.connections === 0, "the connection is closed");
  await eventually(async () => {
    startProbing(client, "silent");
    const { type } = await client.find(({ type }) => type === "status" || type === "error");
    return type === "status";
  }, "the server can be probed again");
});
