import { assert, assertEquals } from "@std/assert";
import type { EventOf } from "../../src/protocol/server_events.ts";
import type { StartSessionData } from "../../src/protocol/session_messages.ts";
import type { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { type Shared, shared } from "./shared_session.ts";

type Data = Partial<StartSessionData>;

/** Asks for a session, and returns the answer. */
async function start(client: Client, data: Data): Promise<EventOf<"session_started">> {
  client.send({ type: "start_session", data, request_id: "s" });
  return await client.next("session_started");
}

/** Asks for a session, and returns the first place in the queue. */
async function queue(client: Client, data: Data): Promise<EventOf<"session_queued">> {
  client.send({ type: "start_session", data: { wait_seconds: 600, ...data }, request_id: "q" });
  return await client.next("session_queued");
}

async function end(client: Client): Promise<void> {
  client.send({ type: "end_session" });
  await client.next("session_ended");
}

/** Runs a command, and returns its ending. */
async function run(client: Client, server_name: string): Promise<number | string> {
  client.send({ type: "ssh_command", data: { server_name, command: "true" } });
  const ending = await client.find(({ type }) => type === "complete" || type === "error");
  return ending.type === "error" ? ending.error_code : ending.type;
}

/** Waits until a client is told of leases for which `accepts` returns true. */
async function told(
  client: Client,
  accepts: (leases: EventOf<"session_status">["leases"]) => boolean,
): Promise<EventOf<"session_status">> {
  const event = await client.find((one) => one.type === "session_status" && accepts(one.leases));
  return event as EventOf<"session_status">;
}

sshdTest("start_session: sessions on servers, a queue, and what clients are told", async (t) => {
  await using at = await shared();
  await t.step("sessions on disjoint servers run side by side", async () => {
    await using owner = await at.connect("owner");
    await using third = await at.connect("third");
    await using viewer = await at.connect("viewer");
    const [first, second] = [
      await start(owner, { servers: ["a", "a"], reason: "monthly load" }),
      await start(third, { servers: ["b"] }),
    ];
    assertEquals([first.servers, second.servers], [["a"], ["b"]]);
    assert(first.lease_id < first.fence && first.fence < second.lease_id);
    const { leases, session_owner } = await told(viewer, ({ length }) => length === 2);
    assertEquals(session_owner, owner.id);
    assertEquals(
      leases.map(({ lease_id, reason, servers, owner: { name, kind } }) => {
        return [lease_id, reason, servers, name, kind];
      }),
      [
        [first.lease_id, "monthly load", ["a"], "owner", "session"],
        [second.lease_id, null, ["b"], "third", "session"],
      ],
    );
    assertEquals(await Promise.all([run(owner, "a"), run(third, "b")]), ["complete", "complete"]);
    assertEquals(await run(owner, "b"), 50006);
    await using newcomer = await at.connect("viewer");
    const [welcome] = newcomer.events;
    assertEquals(welcome?.type === "welcome" && welcome.session_status.leases.length, 2);
    await end(owner);
    await end(third);
  });

  await t.step("a token for some servers: 11001 outside, and sees its leases alone", async () => {
    await using owner = await at.connect("owner");
    await using third = await at.connect("third");
    third.send({ type: "start_session", data: { servers: ["a"] } });
    assertEquals((await third.next("error")).error_code, 11001);
    owner.send({ type: "start_session", data: { servers: ["x"] } });
    assertEquals((await owner.next("error")).error_code, 23002);
    const { lease_id } = await start(owner, { servers: ["a"] });
    assertEquals((await third.next("session_status")).leases, []);
    third.send({ type: "ask_session", data: { lease_id } });
    assertEquals((await third.next("error")).error_code, 50005);
    await end(owner);
    await start(owner, { servers: ["a", "b"] });
    await told(third, ([lease]) => lease?.servers.join() === "b");
    const { blocked_by, position } = await queue(third, { servers: ["b"] });
    assertEquals([position, blocked_by.map(({ servers }) => servers)], [1, [["b"]]]);
    await end(owner);
    await third.next("session_started");
    await end(third);
  });

  await t.step("first come, first served: position, grant, cancel, 50013", async () => {
    await using owner = await at.connect("owner");
    await using member = await at.connect("member");
    await using admin = await at.connect("admin");
    const { lease_id } = await start(owner, { servers: ["a"] });
    const first = await queue(member, { servers: ["a"], reason: "second" });
    assertEquals([first.position, first.request_id], [1, "q"]);
    assertEquals(first.blocked_by.map((one) => [one.lease_id, one.owner.name]), [
      [lease_id, "owner"],
    ]);
    const second = await queue(admin, {});
    assertEquals([second.position, second.blocked_by.length], [2, 2]);
    assertEquals(await run(admin, "b"), 50010);
    member.send({ type: "cancel" });
    assertEquals((await member.next("cancelled")).request_id, "q");
    assertEquals((await admin.next("session_queued")).position, 1);
    member.send({ type: "cancel" });
    assertEquals((await member.next("error")).error_code, 50011);
    member.send({ type: "start_session", data: { servers: ["b"], wait_seconds: 0.05 } });
    assertEquals((await member.next("error")).error_code, 50013);
    await end(owner);
    const started = await admin.next("session_started");
    assertEquals([started.lease_id, started.servers], [second.lease_id, ["*"]]);
    assert(started.fence > second.lease_id);
    await end(admin);
  });

  await t.step("ask_session: the owner reads who asks, and how many wait", async () => {
    await using owner = await at.connect("owner");
    await using member = await at.connect("member");
    const { lease_id } = await start(owner, { servers: ["a"] });
    await queue(member, { servers: ["a"] });
    const message = "잠시 비켜 주십시오";
    member.send({ type: "ask_session", data: { lease_id, message } });
    assertEquals(await owner.next("session_asked"), {
      type: "session_asked",
      lease_id,
      by: { id: member.id, name: "member" },
      message,
      waiting: 1,
      request_id: "s",
    });

    const { leases } = JSON.parse(await at.read("/api/v1/session"));
    assertEquals(leases.map((one: { waiting: number }) => one.waiting), [1]);
    const [row] = JSON.parse(await at.read("/api/v1/audit?action=session_ask")).items;
    const { name, connection_id, subject, outcome, detail } = row;
    assertEquals([name, connection_id], ["member", member.id]);
    assertEquals([subject, outcome, detail], ["owner", owner.id, message]);
    await end(owner);
    await member.next("session_started");
    await end(member);
  });

  await t.step("force_end_session with a number: that session, or that wait", async () => {
    await using owner = await at.connect("owner");
    await using member = await at.connect("member");
    await using third = await at.connect("third");
    await using admin = await at.connect("admin");
    await start(owner, { servers: ["a"] });
    const { lease_id } = await start(third, { servers: ["b"] });
    const waiting = await queue(member, { servers: ["a"] });
    const forceEnd = (lease_id: number) =>
      admin.send({ type: "force_end_session", data: { reason: "night", lease_id } });
    forceEnd(lease_id);
    assertEquals((await third.next("session_ended")).reason, "night");
    forceEnd(waiting.lease_id);
    const { error_code, detail } = await member.next("error");
    assertEquals([error_code, detail], [50014, "night"]);
    forceEnd(lease_id);
    assertEquals((await admin.next("error")).error_code, 50005);
    await end(owner);
  });

  await t.step("a client that is away keeps its place, and is told it again", () => keepsPlace(at));
});

async function keepsPlace(at: Shared): Promise<void> {
  await using owner = await at.connect("owner");
  await using admin = await at.connect("admin");
  const { lease_id } = await start(owner, { servers: ["a"] });
  const away = await at.connectOverWire("member");
  const { lease_id: mine } = await queue(away, { servers: ["a"] });
  await queue(admin, { servers: ["a"] });
  at.wire.cutAll();
  await using back = await at.connect("member");
  back.send({ type: "resume", data: { token: away.token, seq: 0 } });
  assertEquals((await back.next("resumed")).session_token, null);
  const again = await back.next("session_queued");
  assertEquals([again.lease_id, again.position, again.request_id], [mine, 1, "q"]);
  assertEquals(again.blocked_by.map((one) => one.lease_id), [lease_id]);
  await end(owner);
  assertEquals((await back.next("session_started")).lease_id, mine);
  await end(back);
  await admin.next("session_started");
}

sshdTest("start_session: an ask that waits ends with its client", async () => {
  await using at = await shared({ RESUME_SECONDS: "1" });
  await using owner = await at.connect("owner");
  await start(owner, { servers: ["a"] });
  const lost = await at.connectOverWire("member");
  await queue(lost, { servers: ["a"] });
  await told(owner, ([lease]) => lease?.waiting === 1);
  at.wire.cutAll();
  await told(owner, ([lease]) => lease?.waiting === 0);
  const gone = await at.connect("member");
  await queue(gone, { servers: ["a"] });
  await told(owner, ([lease]) => lease?.waiting === 1);
  await gone.close();
  await told(owner, ([lease]) => lease?.waiting === 0);
});

sshdTest("COMMAND_LOCK=server: one command runs at a time on each server", async () => {
  await using at = await shared({ COMMAND_LOCK: "server" });
  await using owner = await at.connect("owner");
  await using member = await at.connect("member");
  owner.send({ type: "ssh_command", data: { server_name: "a", command: "echo up; read x" } });
  await owner.textWith("up");
  assertEquals([await run(member, "a"), await run(member, "b")], [50008, "complete"]);
  member.send({ type: "get_lock_status" });
  assertEquals((await member.next("lock_status")).locked, false);
  const { servers } = await start(member, { servers: ["b"] });
  assertEquals(servers, ["b"]);
  owner.send({ type: "ssh_input", data: { input: "\r" } });
  await owner.next("complete");
  await eventually(async () => await run(owner, "a") === "complete", "the server is free");
});
