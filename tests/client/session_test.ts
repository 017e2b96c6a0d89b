import { assertEquals } from "@std/assert";
import { connect, type LeaseOwner, type PinkPageError } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { sshdTest } from "../harness/sshd.ts";
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
  assertEquals((await errorOf(second.session({ wait: 0.02 })) as PinkPageError).code, 50004);
  const abort = new AbortController();
  const aborted = second.session({ wait: true, signal: abort.signal });
  const reason = new Error("enough");
  abort.abort(reason);
  assertEquals(await errorOf(aborted), reason);
  const closed = errorOf(second.session({ wait: true }));
  await second.close();
  assertEquals((await closed as PinkPageError).reason, "closed");
});

Deno.test("session: expires, and an administrator ends it", async () => {
  await using app = await startApp({ SESSION_IDLE_SECONDS: "1" });
  await using client = await connect(app.url);
  assertEquals((await (await client.session()).ended)?.code, 50002);
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
