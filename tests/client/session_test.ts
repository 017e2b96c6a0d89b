import { assertEquals } from "@std/assert";
import {
  type Client,
  connect,
  type LeaseOwner,
  type PinkPageError,
  type wire,
} from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { sshdTest } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { createTokens } from "../harness/tokens.ts";
import { Client as RawClient } from "../harness/client.ts";
import { errorOf, servedClient } from "./served_client.ts";

Deno.test("session: is refused while another has it, and waited for with its owner", async () => {
  await using app = await startApp({});
  await using first = await connect(app.url, { name: "first" });
  await using second = await connect(app.url);
  const session = await first.session();
  assertEquals((await errorOf(second.session()) as PinkPageError).code, 50004);
  const owners: (string | null)[] = [];
  const { promise: told, resolve } = Promise.withResolvers<void>();
  const waiting = second.session({
    wait: true,
    onWait: ({ name }: LeaseOwner) => {
      owners.push(name);
      resolve();
    },
  });
  await told;
  await session.end();
  assertEquals(await session.ended, undefined);
  await using _own = await waiting;
  assertEquals(owners, ["first"]);
  assertEquals((await first.get("/api/v1/session")).session.owner, second.id);
});

Deno.test("session: the wait ends with its time, its signal and its client", async () => {
  await using app = await startApp({});
  await using first = await connect(app.url);
  await using _session = await first.session();
  await using second = await connect(app.url);
  assertEquals((await errorOf(second.session({ wait: 0.02 })) as PinkPageError).code, 50013);
  const abort = new AbortController();
  const aborted = second.session({ wait: true, signal: abort.signal });
  const reason = new Error("enough");
  abort.abort(reason);
  assertEquals(await errorOf(aborted), reason);
  const closed = errorOf(second.session({ wait: true }));
  await second.close();
  assertEquals((await closed as PinkPageError).reason, "closed");
});

Deno.test("session: expires", async () => {
  await using app = await startApp({ SESSION_IDLE_SECONDS: "1" });
  await using client = await connect(app.url);
  assertEquals((await (await client.session()).ended)?.code, 50002);
});

Deno.test("session: is over when an administrator ends it", async () => {
  await using app = await startApp({});
  await using client = await connect(app.url);
  await using raw = await RawClient.connect(app.url);
  const session = await client.session();
  raw.send({ type: "force_end_session", data: { reason: "maintenance" } });
  const error = await session.ended;
  assertEquals([error?.reason, error?.detail], ["cancelled", "maintenance"]);
});

Deno.test("endSession: ends the own session, also a resumed one without an object", async () => {
  await using app = await startApp({});
  await using client = await connect(app.url);
  const session = await client.session();
  await client.endSession();
  assertEquals(await session.ended, undefined);
  await client.session();
  await using resumed = await connect(app.url, { saved: client.save() });
  await resumed.endSession();
  assertEquals((await resumed.get("/api/v1/session")).owner, null);
  await resumed.endSession();
});

Deno.test("forceEndSession: resolves when the session is over, rejects without one", async () => {
  await using app = await startApp({});
  await using client = await connect(app.url);
  await using admin = await connect(app.url);
  assertEquals((await errorOf(admin.forceEndSession("none")) as PinkPageError).code, 50005);
  const session = await client.session();
  await admin.forceEndSession("maintenance");
  assertEquals((await session.ended)?.detail, "maintenance");
  assertEquals((await admin.get("/api/v1/session")).owner, null);
});

Deno.test("session: waits in the queue for its servers alone, and is told its place", async () => {
  const addresses = { A_IP: "127.0.0.1", A_PORT: "1", B_IP: "127.0.0.1", B_PORT: "1" };
  await using app = await startApp({ ...addresses, HIWARE_ID: "u", HIWARE_PW: "p" });
  await using first = await connect(app.url, { name: "first" });
  await using second = await connect(app.url);
  await using third = await connect(app.url);
  const session = await first.session({ servers: ["a"], reason: "load" });
  const other = await second.session({ servers: ["b"] });
  const [held, ended] = (await first.get("/api/v1/session")).leases;
  assertEquals((await errorOf(second.endSession(held?.lease_id)) as PinkPageError).code, 50006);
  await first.forceEndSession("night", ended?.lease_id);
  assertEquals((await other.ended)?.detail, "night");
  const places: LeaseOwner[] = [];
  const told = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const onWait = (place: LeaseOwner) => {
    places.push(place);
    told[places.length - 1]?.resolve();
  };
  const left = new AbortController();
  const leaving = second.session({ servers: ["a", "b"], wait: 60, onWait, signal: left.signal });
  await told[0]?.promise;
  const waiting = third.session({ servers: ["b"], wait: true, onWait });
  await told[1]?.promise;
  assertEquals(places.map(({ name, position }) => [name, position]), [["first", 1], [null, 2]]);
  left.abort(new Error("enough"));
  assertEquals((await errorOf(leaving) as Error).message, "enough");
  await (await waiting).end();
  await using newcomer = await connect(app.url);
  const { leases } = newcomer.welcome.session_status;
  assertEquals(leases.map(({ servers, reason }) => [servers, reason]), [[["a"], "load"]]);
  await session.end();
});

Deno.test("session: keeps its place in the queue over a lost socket", async () => {
  await using app = await startApp({});
  await using wire = await startTcpProxy(Number(new URL(app.url).port));
  await using first = await connect(app.url);
  const session = await first.session();
  await using second = await connect(`http://127.0.0.1:${wire.port}`, { backoff: () => 20 });
  await using third = await connect(app.url);
  const { promise: told, resolve } = Promise.withResolvers<void>();
  const { promise: back, resolve: comeBack } = Promise.withResolvers<void>();
  let isCut = false;
  const onWait = () => isCut ? comeBack() : resolve();
  const waiting = second.session({ wait: 60, onWait });
  await told;
  const { promise: behind, resolve: queued } = Promise.withResolvers<void>();
  const last = third.session({ wait: 60, onWait: () => queued() });
  await behind;
  isCut = true;
  wire.cutAll();
  await back;
  await session.end();
  const own = await waiting;
  assertEquals((await first.get("/api/v1/session")).session.owner, second.id);
  await own.end();
  await (await last).end();
});

sshdTest("wait: a command runs when the session of another has ended, sent once more", async () => {
  await using at = await servedClient();
  await using other = await at.connect();
  const session = await other.session();
  const refused = await errorOf(at.client.command("a", "true").done()) as PinkPageError;
  assertEquals([refused.code, refused.retryable], [50006, true]);
  const { promise: told, resolve } = Promise.withResolvers<void>();
  const operation = at.client.command("a", "echo free", { wait: 60, onWait: () => resolve() });
  await told;
  await session.end();
  assertEquals(await operation.text(), "free\r\n");
});

Deno.test("get: fills the path, and rejects with the service's error", async () => {
  await using tokens = await createTokens();
  const token = await tokens.add("ann");
  await using app = await startApp(tokens.variables);
  await using client = await connect(app.url, { token });
  const id = crypto.randomUUID();
  const error = await errorOf(client.get("/api/v1/operations/{id}", { id })) as PinkPageError;
  assertEquals([error.reason, error.code], ["error", 13000]);
  assertEquals((await error.explain("en")).meaning.length > 0, true);
  assertEquals((await client.get("/api/v1/operations", { limit: 1 })).items, []);
});

Deno.test("askSession: asks the owner, also a resumed one; rejects without a session", async () => {
  await using app = await startApp({});
  await using client = await connect(app.url);
  await using other = await connect(app.url, { name: "lee" });
  assertEquals((await errorOf(other.askSession(1)) as PinkPageError).code, 50005);
  await client.session();
  const { lease_id = 0 } = await firstLease(other);
  await using resumed = await connect(app.url, { saved: client.save() });
  const broadcasts = resumed.broadcasts();
  await other.askSession(lease_id, "the night batch waits");
  for await (const event of broadcasts) {
    if (event.type !== "session_asked") continue;
    assertEquals([event.by.name, event.message], ["lee", "the night batch waits"]);
    break;
  }
});

/** Returns the first session that a new connection is told. */
async function firstLease(client: Client): Promise<Partial<wire.ActiveLease>> {
  await using fork = await client.fork();
  return fork.welcome.session_status.leases[0] ?? {};
}
