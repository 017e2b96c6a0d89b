import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";
import { bearer, createTokens, type TestTokens } from "../harness/tokens.ts";
import { treeOf } from "../harness/transfers.ts";

/** Longest name of a token: 192 bytes of UTF-8. */
const NAME = "가".repeat(64);

/** Names of the tokens: one for each case, and one of a client that must not be disturbed. */
const NAMES = [NAME, "other", "moving", "away", "back", "changing"] as const;

/** Service with the servers `a` and `b`, which are one, and a wire that can be cut. */
interface Served extends AsyncDisposable {
  readonly app: TestApp;
  readonly tokens: TestTokens;
  readonly sshd: Sshd;
  readonly wire: TcpProxy;
  /** Returns the headers that present a token. */
  headersOf(name: (typeof NAMES)[number]): Record<string, string>;
  /** Connects with a token. */
  connect(name: (typeof NAMES)[number]): Promise<Client>;
}

async function serve(variables: Record<string, string> = {}): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd());
  const tokens = opening.use(await createTokens());
  const secrets = new Map<string, string>();
  for (const name of NAMES) secrets.set(name, await tokens.add(name));
  const app = opening.use(
    await startApp({
      ...tokens.variables,
      ...serverVariables("a", sshd),
      ...serverVariables("b", sshd),
      TRANSFER_X: `a:${sshd.folder}/src/large -> b:${sshd.folder}/`,
      ...variables,
    }),
  );
  const wire = opening.use(await startTcpProxy(Number(new URL(app.url).port)));
  const headersOf = (name: string) => bearer(secrets.get(name) ?? "");
  const opened = opening.move();
  return {
    app,
    tokens,
    sshd,
    wire,
    headersOf,
    connect: (name) => Client.connect(app.url, headersOf(name)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function run(client: Client, command: string): void {
  client.send({ type: "ssh_command", data: { server_name: "a", command } });
}

/** Starts a command that waits, and returns the text in its command line. */
async function runWaiting(client: Client): Promise<string> {
  const mark = `mark-${crypto.randomUUID()}`;
  run(client, `echo ready; exec -a ${mark} sleep 999`);
  await client.textWith("ready");
  await eventually(() => processesWith(mark).length > 0, "the command runs");
  return mark;
}

/** Returns code and reason of the close frame. */
async function closeOf(client: Client): Promise<[number, string]> {
  const { code, reason } = await client.closed;
  return [code, reason];
}

/** Checks whether a token opens the service. */
async function isValid(
  { app: { url } }: Served,
  headers: Record<string, string>,
): Promise<boolean> {
  const { ok, body } = await fetch(url, { headers });
  await body?.cancel();
  return ok;
}

/** Connects over the wire, starts a command that waits, and cuts the wire. */
async function goAway(
  at: Served,
  { name, watcher }: { name: (typeof NAMES)[number]; watcher: Client },
): Promise<{ client: Client; mark: string }> {
  const client = await Client.connect(`http://127.0.0.1:${at.wire.port}`, at.headersOf(name));
  const mark = await runWaiting(client);
  at.wire.cutAll();
  await watcher.find((event) =>
    event.type === "lock_status" && typeof event.owner?.away_until === "string"
  );
  return { client, mark };
}

sshdTest("revocation: ends what the token runs, within 1 s, and nothing else", async (t) => {
  await using at = await serve();
  await using other = await at.connect("other");
  const freed = () => other.find((event) => event.type === "lock_status" && !event.locked);
  const resume = (client: Client, { token }: Client) =>
    client.send({ type: "resume", data: { token, seq: 0 } });

  await t.step("a command: the socket is closed with 1008, and the lock is free", async () => {
    await using client = await at.connect(NAME);
    const mark = await runWaiting(client);
    await at.tokens.revoke(NAME);
    const startMs = performance.now();
    assertEquals(await closeOf(client), [1008, "The token was revoked"]);
    assertLess(performance.now() - startMs, 1_000);
    await eventually(() => processesWith(mark).length === 0, "the command ends");
    await freed();
    assertEquals(await isValid(at, at.headersOf(NAME)), false);
    await assertRejects(() => at.connect(NAME));
    run(other, "echo alive");
    assertEquals((await other.next("complete")).exit_code, 0);
  });

  await t.step("a transfer in a session: both end, and no partial file stays", async () => {
    await Deno.mkdir(`${at.sshd.folder}/src`);
    await Deno.writeTextFile(`${at.sshd.folder}/src/large`, "");
    await Deno.truncate(`${at.sshd.folder}/src/large`, 20_000_000_000);
    await using client = await at.connect("moving");
    client.send({ type: "start_session" });
    client.send({ type: "scp_transfer", data: { transfer_name: "x" } });
    await client.next("transfer_progress");
    await at.tokens.revoke("moving");
    assertEquals((await closeOf(client))[0], 1008);
    await other.find((event) => event.type === "session_status" && !event.session_active);
    const left = async () => Object.keys(await treeOf(at.sshd.folder)).join(" ");
    await eventually(async () => await left() === "src/ src/large", "the partial file is removed");
    const headers = at.headersOf("other");
    const { items } = await (await fetch(`${at.app.url}/api/v1/operations`, { headers })).json();
    assertEquals([items[0].kind, items[0].ending], ["scp_transfer", "cancelled"]);
  });

  await t.step("an away client: its command ends, and it cannot be resumed", async () => {
    const { client: away, mark } = await goAway(at, { name: "away", watcher: other });
    await at.tokens.revoke("away");
    await eventually(() => processesWith(mark).length === 0, "the command ends");
    await freed();
    const again = bearer(await at.tokens.add("away"));
    await eventually(() => isValid(at, again), "a new token of that name is valid");
    await using back = await Client.connect(at.app.url, again);
    resume(back, away);
    assertEquals((await back.next("error")).error_code, 50007);
  });

  await t.step("resume: another token is 50007; the same one brings the client back", async () => {
    const { client: away } = await goAway(at, { name: "back", watcher: other });
    resume(other, away);
    assertEquals((await other.next("error")).error_code, 50007);
    await using back = await at.connect("back");
    resume(back, away);
    assertEquals((await back.next("resumed")).connection_id, away.id);
    await at.tokens.revoke("back");
    assertEquals((await closeOf(back))[0], 1008);
    await freed();
  });

  await t.step("expired and changed tokens: 1008 with the reason, then the new role", async () => {
    const expires_at = new Date(Date.now() + 1_500).toISOString();
    const short = bearer(await at.tokens.add("short", { expires_at }));
    await eventually(() => isValid(at, short), "the token is valid");
    await using expiring = await Client.connect(at.app.url, short);
    await using changing = await at.connect("changing");
    await at.tokens.change("changing", { role: "viewer" });
    assertEquals(await closeOf(changing), [1008, "The token was changed"]);
    await using viewer = await at.connect("changing");
    assertEquals((viewer.events[0] as EventOf<"welcome">).user.role, "viewer");
    assertEquals(await closeOf(expiring), [1008, "The token has expired"]);
    assert(Date.now() >= Date.parse(expires_at));
    assertEquals(await isValid(at, short), false);
  });

  other.send({ type: "hello", data: { name: "on the same socket all the time" } });
  await other.next("hello");
});

sshdTest("revocation: another client's running command gives every line", async () => {
  await using at = await serve({ COMMAND_LOCK: "off" });
  await using other = await at.connect("other");
  await using client = await at.connect(NAME);
  await runWaiting(client);
  run(other, "for i in $(seq 1 60); do echo line-$i; sleep 0.03; done");
  await other.textWith("line-1");
  await at.tokens.revoke(NAME);
  assertEquals((await closeOf(client))[0], 1008);
  assert(!other.text().includes("line-60"), "the command still runs");
  assertEquals((await other.next("complete")).exit_code, 0);
  const lines = Array.from({ length: 60 }, (_, i) => `line-${i + 1}\r\n`).join("");
  assertEquals(other.text(), lines);
});
