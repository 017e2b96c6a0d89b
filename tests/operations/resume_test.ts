import { assert, assertEquals, assertLess, assertMatch } from "@std/assert";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { connected, processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy, type TcpProxy } from "../harness/tcp_proxy.ts";
import { untilBlocked } from "../sockets/until_blocked.ts";

/** A service behind a wire that can be cut, and clients on it. */
interface Lossy extends AsyncDisposable {
  readonly app: TestApp;
  readonly wire: TcpProxy;
  /** Connects over the wire. */
  connect(): Promise<Client>;
  /** Connects past the wire. */
  watch(): Promise<Client>;
}

async function lossy(variables: Record<string, string> = {}): Promise<Lossy> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd());
  const app = opening.use(await startApp({ ...serverVariables("a", sshd), ...variables }));
  const wire = opening.use(await startTcpProxy(Number(new URL(app.url).port)));
  const opened = opening.move();
  return {
    app,
    wire,
    connect: () => Client.connect(`http://127.0.0.1:${wire.port}`),
    watch: () => Client.connect(app.url),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Returns the number of the last output that `client` has received. */
function lastSeq({ events }: Client): number {
  return events.findLast((event) => event.type === "output")?.seq ?? 0;
}

/** Sends `command`, of which everything that matters is its output. */
function run(client: Client, command: string, more: { stop_phrase?: string } = {}): void {
  client.send({
    type: "ssh_command",
    data: { server_name: "a", command, ...more },
    request_id: "run",
  });
}

function commandOf(command: string): ClientMessage {
  return { type: "ssh_command", data: { server_name: "a", command }, request_id: "run" };
}

/** Asks for the place of `lost`, which has got everything up to `seq`. */
function resume(client: Client, lost: Client, seq = lastSeq(lost)): void {
  client.send({ type: "resume", data: { token: lost.token, seq }, request_id: "resume" });
}

const COUNT = "for i in $(seq 1 60); do echo line-$i; sleep 0.02; done";
const LINES = Array.from({ length: 60 }, (_, i) => `line-${i + 1}\r\n`).join("");

sshdTest(
  "resume: a command outlives a lost connection, and its text has every line once",
  async () => {
    await using at = await lossy();
    await using other = await at.watch();
    const lost = await at.connect();
    run(lost, COUNT);
    await lost.textWith("line-9\r\n");
    at.wire.cutAll();
    await lost.closed;
    const away = await other.find((event) =>
      event.type === "lock_status" && / away$/.test(event.message)
    );
    assert(away.type === "lock_status" && away.lock_owner === lost.id);
    const leftMs = Date.parse(away.owner?.away_until ?? "") - Date.now();
    assert(leftMs > 30_000 && leftMs <= 60_000, `${leftMs} ms are left`);

    await using back = await at.connect();
    resume(back, lost);
    assertEquals(await back.next("resumed"), {
      type: "resumed",
      connection_id: lost.id,
      seq: lastSeq(lost),
      resume_token: lost.token,
      operation: {
        operation_id: away.owner?.operation_id ?? "",
        kind: "command",
        server_name: "a",
        request_id: "run",
      },
      session_token: null,
      request_id: "resume",
    });
    const { exit_code, request_id } = await back.next("complete");
    assertEquals([exit_code, request_id, lost.text() + back.text()], [0, "run", LINES]);
    const seqs = [...lost.events, ...back.events].filter((event) => event.type === "output")
      .map(({ seq }) => seq);
    assertEquals(seqs, seqs.map((_, i) => i + 1));
  },
);

sshdTest("resume: an ending that nobody could read comes when it is resumed", async () => {
  await using at = await lossy();
  await using other = await at.watch();
  const lost = await at.connect();
  run(lost, "echo before; sleep 0.5; echo after; exit 7", { stop_phrase: "never" });
  await lost.textWith("before");
  at.wire.cutAll();
  await other.find((event) => event.type === "lock_status" && !event.locked);
  await using back = await at.connect();
  resume(back, lost);
  assertEquals((await back.next("error")).error_code, 50000);
  assertEquals(back.text(), "after\r\n");
  assertEquals(back.events.map(({ type }) => type), ["welcome", "resumed", "output", "error"]);
  // It is free: the next one is welcome.
  run(back, "true");
  await back.next("complete");
});

sshdTest(
  "resume: the session stays while its owner is away, and is its own again with the connection id",
  async () => {
    await using at = await lossy();
    await using other = await at.watch();
    const lost = await at.connect();
    lost.send({ type: "start_session" });
    await lost.next("session_started");
    at.wire.cutAll();
    const away = await other.find((event) =>
      event.type === "session_status" && / away$/.test(event.message)
    );
    assert(away.type === "session_status" && away.session_active);
    assertEquals(away.session_owner, lost.id);
    const isAway = async () =>
      (await (await fetch(`${at.app.url}/api/v1/session`)).json()).session.away;
    assertEquals(await isAway(), true);
    run(other, "true");
    assertEquals((await other.next("error")).error_code, 50006);

    await using back = await at.connect();
    resume(back, lost);
    assertEquals((await back.next("resumed")).connection_id, lost.id);
    const here = await other.next("session_status");
    assertEquals([here.session_owner, here.message], [lost.id, `Session of ${lost.id}`]);
    assertEquals([away.owner?.away_until === null, here.owner?.away_until], [false, null]);
    assertEquals(here.owner?.since, away.owner?.since);
    assertEquals(await isAway(), false);
    run(back, "echo mine");
    await back.next("complete");
    assertEquals(back.text(), "mine\r\n");
  },
);

sshdTest(
  "resume: a session that expires while its owner is away tells so when it is resumed",
  async () => {
    await using at = await lossy({ SESSION_IDLE_SECONDS: "1" });
    await using other = await at.watch();
    const lost = await at.connect();
    lost.send({ type: "start_session", request_id: "session" });
    await lost.next("session_started");
    at.wire.cutAll();
    await other.find((event) => event.type === "session_status" && !event.session_active);
    await using back = await at.connect();
    resume(back, lost);
    const { error_code, request_id } = await back.next("error");
    assertEquals([error_code, request_id], [50002, "session"]);
  },
);

sshdTest(
  "resume: with a late token 50007; by then the operation has ended and its lock is free",
  async () => {
    await using at = await lossy({ RESUME_SECONDS: "1" });
    await using other = await at.watch();
    const mark = `mark-${crypto.randomUUID()}`;
    const lost = await at.connect();
    run(lost, `echo ready; exec -a ${mark} sleep 999`);
    await lost.textWith("ready");
    at.wire.cutAll();
    await other.find((event) => event.type === "lock_status" && !event.locked);
    assertEquals(await processesWith(mark), []);
    resume(other, lost);
    const { error_code, detail = "" } = await other.next("error");
    assertEquals(error_code, 50007);
    assertMatch(detail, /nothing can be resumed/i);
  },
);

sshdTest("resume: with a wrong token 50007, and the connection goes on", async () => {
  await using at = await lossy();
  await using client = await at.connect();
  client.send({ type: "resume", data: { token: crypto.randomUUID(), seq: 0 } });
  const { error_code, kept_seq, detail = "" } = await client.next("error");
  assertEquals([error_code, kept_seq], [50007, undefined]);
  assertMatch(detail, /nothing can be resumed/i);
  run(client, "true");
  await client.next("complete");
});

sshdTest(
  "resume: with RESUME_SECONDS=0 a lost connection is freed at once, and nothing is resumed",
  async () => {
    await using at = await lossy({ RESUME_SECONDS: "0" });
    await using other = await at.watch();
    await using live = await at.watch();
    resume(other, live);
    assertEquals((await other.next("error")).error_code, 50007);
    run(live, "true");
    await live.next("complete");
    const lost = await at.connect();
    lost.send({ type: "start_session" });
    await lost.next("session_started");
    at.wire.cutAll();
    await other.find((event) => event.type === "session_status" && !event.session_active);
    resume(other, lost);
    assertEquals((await other.next("error")).error_code, 50007);
  },
);

for (const code of [undefined, 1000, 1008, 1009, 4321]) {
  sshdTest(`resume: a close frame with ${code ?? "no code"} frees everything at once`, async () => {
    await using at = await lossy();
    await using other = await at.watch();
    const gone = await RawClient.connect(at.app.url);
    const { resume_token: token } = await gone.next("welcome");
    await gone.send({ type: "start_session" });
    await gone.next("session_started");
    await gone.send(commandOf("echo ready; sleep 999"));
    await gone.next("output");
    await gone.sendClose(code);
    const told = await other.find((event) =>
      event.type === "session_status" && (!event.session_active || event.owner?.away_until !== null)
    );
    assert(told.type === "session_status" && !told.session_active);
    other.send({ type: "resume", data: { token, seq: 0 } });
    assertEquals((await other.next("error")).error_code, 50007);
    gone.cut();
  });
}

for (const code of [1001, 1011, 1013]) {
  sshdTest(`resume: a client that closes with ${code} is away, and loses nothing`, async () => {
    await using at = await lossy();
    await using other = await at.watch();
    using left = await RawClient.connect(at.app.url);
    const { resume_token: token, connection_id } = await left.next("welcome");
    await left.send({ type: "start_session" });
    await left.next("session_started");
    await left.send(commandOf(COUNT));
    const first = await left.next("output");
    await left.sendClose(code);
    const away = await other.find((event) =>
      event.type === "session_status" && event.owner?.away_until !== null
    );
    assert(away.type === "session_status" && away.session_owner === connection_id);
    other.send({ type: "resume", data: { token, seq: first.seq } });
    assertEquals((await other.next("resumed")).connection_id, connection_id);
    await other.next("complete");
    assertEquals(first.data + other.text(), LINES);
  });
}

sshdTest("resume: a client that has nothing is freed at once, however it goes", async () => {
  await using at = await lossy();
  await using other = await at.watch();
  const lost = await at.connect();
  using left = await RawClient.connect(at.app.url);
  const { resume_token } = await left.next("welcome");
  await left.sendClose(1001);
  at.wire.cutAll();
  await lost.closed;
  for (const token of [lost.token, resume_token]) {
    const codeOf = async () => {
      other.send({ type: "resume", data: { token, seq: 0 } });
      const event = await other.find(({ type }) => type === "resumed" || type === "error");
      return event.type === "error" ? event.error_code : undefined;
    };
    await eventually(async () => await codeOf() === 50007, "it is freed");
  }
});

sshdTest("resume: takes over from a connection that was lost without a sign of it", async () => {
  await using at = await lossy();
  const dead = await at.connect();
  run(dead, COUNT);
  await dead.textWith("line-3\r\n");
  at.wire.freeze();
  await using back = await at.watch();
  resume(back, dead);
  await back.next("complete");
  assertEquals(dead.text() + back.text(), LINES);
  at.wire.thaw();
  assertEquals((await dead.closed).code, 1000);
});

sshdTest(
  "resume: a lost answer can be asked again, on any connection; its own token is void",
  async () => {
    await using at = await lossy();
    const lost = await at.connect();
    run(lost, "echo one; read line; echo two");
    await lost.textWith("one");
    at.wire.cutAll();
    const second = await at.connect();
    resume(second, lost, 0);
    await second.next("resumed");
    await second.textWith("one");
    resume(second, lost, 0);
    await second.next("resumed");
    await second.textWith("one\r\none");
    const order = second.events.map(({ type }) => type).filter((type) => !/status/.test(type));
    assertEquals(order, ["welcome", "resumed", "output", "resumed", "output"]);
    at.wire.cutAll();
    await second.closed;
    await using third = await at.connect();
    resume(third, second, 0);
    assertEquals((await third.next("error")).error_code, 50007);
    resume(third, lost, 0);
    // A message right after `resume` is one of the resumed client already.
    third.send({ type: "ssh_input", data: { input: "\r" } });
    await third.next("complete");
    assertMatch(third.text(), /^one\r\n(\r\n)?two\r\n$/);
  },
);

sshdTest(
  "resume: a connection with something of its own gets 50010, and loses nothing",
  async () => {
    await using at = await lossy({ COMMAND_LOCK: "off" });
    const lost = await at.connect();
    run(lost, "echo ready; read line; echo lost");
    await lost.textWith("ready");
    at.wire.cutAll();
    await using busy = await at.connect();
    run(busy, "echo ready; read line; echo busy");
    await busy.textWith("ready");
    resume(busy, lost);
    assertEquals((await busy.next("error")).error_code, 50010);
    busy.send({ type: "ssh_input", data: { input: "\r" } });
    await busy.next("complete");
    resume(busy, lost);
    busy.send({ type: "ssh_input", data: { input: "\r" } });
    await busy.next("complete");
    assertMatch(busy.text(), /busy\r\n[^]*lost\r\n$/);
  },
);

sshdTest("resume: what is away for too much output waits, and loses none of it", async () => {
  await using at = await lossy();
  const lost = await at.connect();
  const mark = `mark-${crypto.randomUUID()}`;
  run(lost, `exec -a ${mark} seq 1 2000000`);
  await lost.next("output");
  at.wire.cutAll();
  await lost.closed;
  await untilBlocked(() => processesWith(mark));
  await using back = await at.connect();
  resume(back, lost);
  await back.next("complete");
  const lines = (lost.text() + back.text()).split("\r\n");
  assertEquals([lines.length, lines.at(-1)], [2_000_001, ""]);
  assertEquals(lines.findIndex((line, i) => i < 2_000_000 && line !== String(i + 1)), -1);
});

sshdTest("resume: output that is not kept any more is 50007 and says where it begins", async () => {
  await using at = await lossy();
  const lost = await at.connect();
  run(lost, "seq 1 2000000");
  await lost.next("complete");
  at.wire.cutAll();
  await using back = await at.connect();
  resume(back, lost, 1);
  const { error_code, kept_seq = 0, detail } = await back.next("error");
  assertEquals(error_code, 50007);
  assertEquals(detail, `Output is kept only after seq ${kept_seq}: resume from there`);
  resume(back, lost, kept_seq - 1);
  assertEquals((await back.next("error")).kept_seq, kept_seq);
  resume(back, lost, kept_seq);
  assertEquals((await back.next("resumed")).seq, kept_seq);
  assertEquals((await back.next("output")).seq, kept_seq + 1);
  await back.next("complete");
});

sshdTest("ack: what was acknowledged is not kept", async () => {
  await using at = await lossy();
  const lost = await at.connect();
  run(lost, "echo one; read line; echo two; read line");
  await lost.textWith("one");
  lost.send({ type: "ack", data: { seq: lastSeq(lost) } });
  lost.send({ type: "ssh_input", data: { input: "\r" } });
  await lost.textWith("two");
  at.wire.cutAll();
  await using back = await at.connect();
  resume(back, lost, 0);
  assertMatch((await back.next("error")).detail ?? "", /kept only after seq 1: /);
  resume(back, lost, 1);
  assertMatch(await back.textWith("two"), /^(\r\n)?two\r\n$/);
});

sshdTest("openApp: ends what belongs to those who are away", async () => {
  await using at = await lossy();
  await using other = await at.watch();
  const mark = `mark-${crypto.randomUUID()}`;
  const lost = await at.connect();
  run(lost, `echo ready; exec -a ${mark} sleep 999`);
  await lost.textWith("ready");
  at.wire.cutAll();
  await other.find((event) => event.type === "lock_status" && / away$/.test(event.message));
  await at.app[Symbol.asyncDispose]();
  assertEquals(await processesWith(mark), []);
});

sshdTest(
  "resume: who asks for it in a loop and reads nothing holds up neither memory nor the shutdown",
  async () => {
    await using at = await connected();
    at.run("seq 1 400000");
    await at.client.next("complete");
    using rude = await RawClient.connect(at.app.url);
    const seq = Math.max(0, lastSeq(at.client) - 30);
    const beforeBytes = Deno.memoryUsage().rss;
    for (let i = 0; i < 500; i++) {
      await rude.send({ type: "resume", data: { token: at.client.token, seq } });
    }
    assertLess(Deno.memoryUsage().rss - beforeBytes, 128 * 1_048_576);
    const startedMs = performance.now();
    await at.app[Symbol.asyncDispose]();
    assertLess(performance.now() - startedMs, 3_000);
  },
);
