import { assert, assertEquals } from "@std/assert";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";
import { bearer, createTokens } from "../harness/tokens.ts";

const REASON = "밤 배치";

/** Service with the server `a`, a wire that can be cut, and clients of three roles. */
interface Served extends AsyncDisposable {
  readonly app: TestApp;
  readonly wire: TcpProxy;
  readonly admin: Client;
  readonly watcher: Client;
  /** Connects an operator over the wire. */
  connect(): Promise<Client>;
  /** Returns kind and end of the latest lease in the history. */
  latestLease(): Promise<[kind: string, endedBy: string]>;
}

async function serve(): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd());
  const tokens = opening.use(await createTokens());
  const operator = bearer(await tokens.add("operator"));
  const admin = bearer(await tokens.add("root", { role: "admin" }));
  const viewer = bearer(await tokens.add("viewer", { role: "viewer" }));
  const app = opening.use(await startApp({ ...tokens.variables, ...serverVariables("a", sshd) }));
  const wire = opening.use(await startTcpProxy(Number(new URL(app.url).port)));
  const clients = {
    admin: opening.use(await Client.connect(app.url, admin)),
    watcher: opening.use(await Client.connect(app.url, viewer)),
  };
  const opened = opening.move();
  return {
    app,
    wire,
    ...clients,
    connect: () => Client.connect(`http://127.0.0.1:${wire.port}`, operator),
    latestLease: async () => {
      const response = await fetch(`${app.url}/api/v1/session?limit=1`, { headers: viewer });
      const { recent: [lease] } = await response.json();
      return [lease.kind, lease.ended_by];
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function forceEnd(client: Client): void {
  client.send({ type: "force_end_session", data: { reason: REASON } });
}

/** Starts a command that waits, and returns the text in its command line. */
async function runWaiting(client: Client): Promise<string> {
  const mark = `mark-${crypto.randomUUID()}`;
  const command = `echo ready; exec -a ${mark} sleep 999`;
  client.send({ type: "ssh_command", data: { server_name: "a", command } });
  await client.textWith("ready");
  await eventually(() => processesWith(mark).length > 0, "the command runs");
  return mark;
}

/** Returns the reason of the next message that no session is active. */
async function endTold(client: Client): Promise<string | undefined> {
  const told = await client.find((event) =>
    event.type === "session_status" && !event.session_active
  );
  return (told as EventOf<"session_status">).reason;
}

sshdTest("force_end_session: ends the session or the lock of another client", async (t) => {
  await using at = await serve();

  await t.step("50005 without an owner, 11001 for an operator and a viewer", async () => {
    await using operator = await at.connect();
    forceEnd(at.admin);
    assertEquals((await at.admin.next("error")).error_code, 50005);
    operator.send({ type: "start_session" });
    await operator.next("session_started");
    for (const client of [operator, at.watcher]) {
      forceEnd(client);
      assertEquals((await client.next("error")).error_code, 11001);
    }
    operator.send({ type: "end_session" });
    const { message, reason, by } = await operator.next("session_ended");
    assertEquals([message, reason, by], ["Session ended successfully", undefined, undefined]);
    assertEquals(await endTold(at.watcher), undefined);
  });

  await t.step("an idle session ends: the owner reads who did it, everyone reads why", async () => {
    await using owner = await at.connect();
    owner.send({ type: "start_session", request_id: "s" });
    await owner.next("session_started");
    forceEnd(at.admin);
    assertEquals([await endTold(at.watcher), await endTold(owner)], [REASON, REASON]);
    assertEquals(await owner.next("session_ended"), {
      type: "session_ended",
      message: "Session ended by an administrator",
      reason: REASON,
      by: "root",
      request_id: "s",
    });
    assertEquals(await at.latestLease(), ["session", "taken_over"]);
  });

  await t.step("an operation in a session is cancelled before the session ends", async () => {
    await using owner = await at.connect();
    owner.send({ type: "start_session" });
    await owner.next("session_started");
    const mark = await runWaiting(owner);
    forceEnd(at.admin);
    const { message } = await owner.next("cancelled");
    assertEquals(message, `Ended by an administrator: ${REASON}`);
    assertEquals((await owner.next("session_ended")).by, "root");
    assertEquals(await endTold(at.watcher), REASON);
    assertEquals(processesWith(mark), []);
    assertEquals(await at.latestLease(), ["session", "taken_over"]);
  });

  await t.step("an away owner reads it all when it resumes", async () => {
    const away = await at.connect();
    away.send({ type: "start_session" });
    await away.next("session_started");
    await runWaiting(away);
    at.wire.cutAll();
    await at.watcher.find((event) =>
      event.type === "session_status" && typeof event.owner?.away_until === "string"
    );
    forceEnd(at.admin);
    assertEquals(await endTold(at.watcher), REASON);
    await using back = await at.connect();
    const seq = away.events.findLast((event) => event.type === "output")?.seq ?? 0;
    back.send({ type: "resume", data: { token: away.token, seq } });
    await back.next("resumed");
    await back.next("cancelled");
    const { reason, by } = await back.next("session_ended");
    assertEquals([reason, by], [REASON, "root"]);
  });

  await t.step("without a session, the operation that has the lock is cancelled", async () => {
    await using owner = await at.connect();
    const mark = await runWaiting(owner);
    forceEnd(at.admin);
    const { message } = await owner.next("cancelled");
    assertEquals(message, `Ended by an administrator: ${REASON}`);
    await at.watcher.find((event) => event.type === "lock_status" && !event.locked);
    assertEquals(processesWith(mark), []);
    assert(!owner.events.some(({ type }) => type === "session_ended"));
    assertEquals((await at.latestLease())[0], "lock");
  });
});
