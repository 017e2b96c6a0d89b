import { assert, assertEquals, assertInstanceOf, assertNotEquals } from "@std/assert";
import { type Client, type ClientState, connect, PinkPageError } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { Client as RawClient } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { createTokens } from "../harness/tokens.ts";
import { errorOf, type ServedClient, servedClient } from "./served_client.ts";

/** Waits until the client is in a state. */
async function untilState(client: Client, name: ClientState["name"]): Promise<void> {
  await eventually(() => client.state.name === name, `the client is ${name}`);
}

Deno.test("connect: resolves after the welcome, and says its name", async () => {
  await using app = await startApp({});
  await using client = await connect(app.url, { name: "batch" });
  assertEquals(client.state.name, "open");
  assertEquals(client.id, client.welcome.connection_id);
  await using _session = await client.session();
  assertEquals((await client.get("/api/v1/session", { limit: 1 })).owner?.name, "batch");
  const error = await errorOf(connect(app.url, { name: "a\nb" }));
  assertEquals((error as PinkPageError).code, 12000);
});

Deno.test("connect: a service that does not answer is tried five times", async () => {
  const tries: number[] = [];
  const backoff = (n: number) => tries.push(n) * 0;
  const error = await errorOf(connect("http://127.0.0.1:9", { backoff }));
  assertInstanceOf(error, PinkPageError);
  assertEquals([error.code, error.retryable, tries], [10001, true, [1, 2, 3, 4]]);
});

Deno.test("connect: a token is a subprotocol, and a wrong one is refused at once", async () => {
  await using tokens = await createTokens();
  const token = await tokens.add("ann");
  await using app = await startApp(tokens.variables);
  const backoff = () => {
    throw new Error("no second try");
  };
  await using client = await connect(app.url, { token, backoff });
  assertEquals(client.welcome.user.name, "ann");
  assertEquals((await client.get("/api/v1/servers")).items, []);
  const refused = await errorOf(connect(app.url, { token: "pp_wrong", backoff }));
  assertEquals((refused as PinkPageError).code, 11002);
  const missing = await errorOf(connect(app.url, { backoff }));
  assertEquals((missing as PinkPageError).code, 11000);
  await tokens.revoke("ann");
  const error = await client.closed;
  assertEquals([client.state.name, error?.code], ["refused", 11001]);
});

Deno.test("connect: an aborted signal ends the attempt, and later the client", async () => {
  const backoff = () => 1_000_000;
  const error = await errorOf(
    connect("http://127.0.0.1:9", { backoff, signal: AbortSignal.timeout(50) }),
  );
  assertEquals((error as Error).name, "TimeoutError");
  await using app = await startApp({});
  const abort = new AbortController();
  const client = await connect(app.url, { signal: abort.signal });
  abort.abort();
  assertEquals(await client.closed, undefined);
  assertEquals(client.state.name, "closed");
  assertEquals((await errorOf(client.session()) as PinkPageError).reason, "closed");
});

/** Cuts the wire, and waits until the client is open again. */
async function cut({ client, wire }: ServedClient): Promise<void> {
  const names: string[] = [];
  const states = client.states();
  wire.cutAll();
  for await (const { name } of states) {
    names.push(name);
    if (names.includes("away") && name === "open") return;
  }
  throw new Error(`the client was ${names}`);
}

sshdTest("states: a lost socket is away and then open, with what ran", async () => {
  await using at = await servedClient();
  const names: string[] = [];
  const reading = (async () => {
    for await (const { name } of at.client.states()) names.push(name);
  })();
  const { id } = at.client;
  await using session = await at.client.session();
  await cut(at);
  assertEquals(at.client.id, id);
  assertEquals(at.client.welcome.session_status.owner, id);
  await session.end();
  await at.client.close();
  await reading;
  assertEquals(names, ["open", "away", "open", "closed"]);
});

sshdTest("resume: an idle client goes on as a new connection", async () => {
  await using at = await servedClient();
  const { id } = at.client;
  await cut(at);
  assertNotEquals(at.client.id, id);
  assertEquals(await at.client.command("a", "echo on").text(), "on\r\n");
});

sshdTest("resume: refused, what ran is lost and the client ends", async () => {
  await using at = await servedClient({ variables: { RESUME_SECONDS: "0" } });
  const operation = at.client.command("a", "echo begun; sleep 1000");
  for await (const line of operation.lines()) {
    assertEquals(line, "begun");
    at.wire.cutAll();
    await untilState(at.client, "lost");
    break;
  }
  const error = await errorOf(operation.done());
  assertInstanceOf(error, PinkPageError);
  assertEquals([error.reason, error.code, error.retryable], ["lost", 20005, false]);
  assertEquals(await at.client.closed, error);
});

sshdTest(
  "resume: a service that has restarted lets an idle client in, and loses a session",
  async () => {
    await using at = await servedClient();
    await using other = await at.connect();
    const session = await at.client.session();
    const port = new URL(at.app.url).port;
    await at.app[Symbol.asyncDispose]();
    await using _again = await startApp({ PORT: port });
    await untilState(other, "open");
    assertEquals((await session.ended)?.reason, "lost");
    assertEquals(at.client.state.name, "lost");
  },
);

sshdTest("resume: another connection with the token ends the client without a fight", async () => {
  await using at = await servedClient();
  await using _session = await at.client.session();
  await using raw = await RawClient.connect(at.app.url);
  raw.send({ type: "resume", data: { token: at.client.welcome.resume_token, seq: 0 } });
  await raw.next("resumed");
  const error = await at.client.closed;
  assertEquals([at.client.state.name, error?.reason], ["lost", "closed"]);
  assert(error?.message.includes("Another connection"));
});

sshdTest("close: cancels what runs; while away it waits for nothing", async () => {
  await using at = await servedClient();
  const operation = at.client.command("a", "sleep 1000");
  for await (const event of operation) {
    if (event.type === "status" && event.message.startsWith("Connected")) break;
  }
  assertEquals((await errorOf(operation.done()) as PinkPageError).reason, "cancelled");
  const running = at.client.command("a", "sleep 1000");
  await at.client.close();
  assertEquals((await errorOf(running.done()) as PinkPageError).reason, "cancelled");
  await using away = await at.connect();
  const lost = away.command("a", "sleep 1000");
  at.wire.freeze();
  at.wire.cutAll();
  await untilState(away, "away");
  await away.close();
  assertEquals((await errorOf(lost.done()) as PinkPageError).reason, "closed");
  at.wire.thaw();
});

sshdTest(
  "broadcasts: yields events for every client from now on, until the client ends",
  async () => {
    await using at = await servedClient();
    await using other = await at.connect();
    const broadcasts = at.client.broadcasts();
    await (await other.session()).end();
    await at.client.close();
    const active: boolean[] = [];
    for await (const event of broadcasts) {
      if (event.type === "session_status") active.push(event.session_active);
    }
    assertEquals(active, [true, false]);
  },
);

sshdTest("follow: operations of others are told, also on a new connection", async () => {
  await using at = await servedClient({ follow: ["operations"] });
  await cut(at);
  await using other = await at.connect();
  const broadcasts = at.client.broadcasts();
  await other.command("a", "echo told").done();
  const commands: (string | null)[] = [];
  for await (const event of broadcasts) {
    if (event.type === "operation_started") commands.push(event.operation.command);
    if (event.type === "operation_ended") break;
  }
  assertEquals(commands, ["echo told"]);
});

sshdTest("resume: an operation that has not arrived is lost, and may be tried again", async () => {
  await using at = await servedClient();
  await using _session = await at.client.session();
  assertEquals(await at.client.command("a", "seq 3").text(), "1\r\n2\r\n3\r\n");
  at.wire.freeze();
  const operation = at.client.command("a", "echo never");
  at.wire.cutAll();
  at.wire.thaw();
  const error = await errorOf(operation.done()) as PinkPageError;
  assertEquals([error.reason, error.code, error.retryable], ["lost", 20005, true]);
  assertEquals(await at.client.command("a", "echo again").text(), "again\r\n");
});
