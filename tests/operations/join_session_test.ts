import { assert, assertEquals } from "@std/assert";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import {
  freed,
  join,
  order,
  ran,
  refusal,
  run,
  runStubborn,
  runWaiting,
  sendJoin,
  share,
  shared,
  startSession,
} from "./shared_session.ts";

sshdTest("join_session: a member's terminal runs beside the owner's workflow", async () => {
  await using at = await shared();
  await using owner = await at.connect("owner");
  await using member = await at.connect("member");
  await using viewer = await at.connect("viewer");
  const token = await startSession(owner);
  sendJoin(member, token);
  assertEquals(await member.next("session_joined"), {
    type: "session_joined",
    message: "Session joined successfully",
    session_owner: owner.id,
    request_id: "join",
  });
  member.send({ type: "open_terminal", data: { server_name: "b" } });
  member.send({ type: "ssh_input", data: { input: "echo up-$((40 + 2))\r" } });
  await member.textWith("up-42");
  run(member, "true");
  assertEquals(await refusal(member), 50010, "one at a time for each connection");

  run(owner, `cd ${at.sshd.folder} && mkdir -p out in && echo data > out/x.dat`);
  assertEquals((await owner.next("complete")).exit_code, 0);
  owner.send({ type: "scp_transfer", data: { transfer_name: "x" } });
  assertEquals((await owner.transferred()).files, 1);
  run(owner, `cat ${at.sshd.folder}/in/x.dat`);
  await owner.next("complete");
  assert(owner.text().endsWith("data\r\n"));
  member.send({ type: "ssh_input", data: { input: "echo still-$((40 + 3))\r" } });
  await member.textWith("still-43");
  member.send({ type: "ssh_input", data: { input: "exit\r" } });
  await member.next("complete");
  member.send({ type: "scp_transfer", data: { transfer_name: "x" } });
  assertEquals((await member.transferred()).files, 1, "a member transfers too");

  owner.send({ type: "end_session" });
  await owner.next("session_ended");
  const { message, request_id } = await member.next("session_ended");
  assertEquals([message, request_id], ["Session ended by its owner", "join"]);
  assertEquals(await ran(member, "plain-again"), "plain-again");
  const pages = await Promise.all(
    ["operations", "session", "audit"].map((path) => at.read(`/api/v1/${path}`)),
  );
  const [operations = "", , audit = ""] = pages;
  const mine = JSON.parse(operations).items.filter(({ connection_id }: { connection_id: string }) =>
    connection_id === member.id
  );
  assertEquals(mine.map(({ kind }: { kind: string }) => kind), [
    "ssh_command",
    "scp_transfer",
    "open_terminal",
  ]);
  const joined = JSON.parse(audit).items.filter(({ action }: { action: string }) =>
    action === "session_join"
  );
  assertEquals(joined.length, 1);
  const [{ name, connection_id, subject, outcome }] = joined;
  assertEquals([name, connection_id, subject, outcome], ["member", member.id, "owner", owner.id]);
  const others = [member, viewer].map(({ events }) => JSON.stringify(events));
  for (const text of [...pages, ...others, ...at.app.logLines()]) assert(!text.includes(token));
});

sshdTest("join_session: each refusal has its code, and changes nothing", async (t) => {
  await using at = await shared({ MAX_OPERATIONS: "2" });
  await using owner = await at.connect("owner");
  await using member = await at.connect("member");
  await using third = await at.connect("third");

  await t.step("50005 without a session; 50010 while this connection runs something", async () => {
    sendJoin(member, "no session");
    assertEquals(await refusal(member), 50005);
    await runWaiting(member);
    sendJoin(member, "no session");
    assertEquals(await refusal(member), 50010);
    member.send({ type: "cancel" });
    await member.next("cancelled");
  });

  const old = await startSession(owner);
  owner.send({ type: "end_session" });
  await owner.next("session_ended");
  const token = await startSession(owner);

  await t.step("50007 for a wrong or old token, which no text repeats", async () => {
    for (const wrong of [old, owner.token, "wrong-session-token"]) {
      sendJoin(member, wrong);
      const { error_code, detail } = await member.next("error");
      assertEquals(error_code, 50007);
      assert(!detail?.includes(wrong));
    }
    sendJoin(member, "");
    assertEquals(await refusal(member), 12000);
    run(member, "true");
    assertEquals(await refusal(member), 50006);
    for (const line of at.app.logLines()) assert(!line.includes(old), line);
  });

  await t.step("50004 for the owner and for a member; 11001 for a viewer", async () => {
    sendJoin(owner, token);
    const { error_code, session_owner } = await owner.next("error");
    assertEquals([error_code, session_owner], [50004, owner.id]);
    await join(member, token);
    for (const again of [token, "wrong"]) {
      sendJoin(member, again);
      assertEquals(await refusal(member), 50004);
    }
    member.send({ type: "start_session" });
    assertEquals(await refusal(member), 50004);
    await using viewer = await at.connect("viewer");
    sendJoin(viewer, token);
    assertEquals(await refusal(viewer), 11001);
  });

  await t.step("a member's own scopes count, and so do the limits of operations", async () => {
    await join(third, token);
    run(third, "true", "a");
    assertEquals(await refusal(third), 11001);
    third.send({ type: "scp_transfer", data: { transfer_name: "x" } });
    assertEquals(await refusal(third), 11001);
    assertEquals(await ran(third, "mine", "b"), "mine");
    await runWaiting(owner);
    await runWaiting(member);
    run(third, "true", "b");
    assertEquals(await refusal(third), 14001);
  });

  await t.step("50010 for one that leaves, until its operation has ended", async () => {
    member.send({ type: "cancel" });
    await member.next("cancelled");
    await runStubborn(member);
    member.send({ type: "end_session" });
    sendJoin(member, token);
    run(member, "true");
    assertEquals([await refusal(member), await refusal(member)], [50010, 50006]);
    await member.next("session_ended");
    await join(member, token);
  });

  await t.step("50005 for everyone in a session that is ending", async () => {
    owner.send({ type: "cancel" });
    await owner.next("cancelled");
    await runStubborn(member);
    owner.send({ type: "end_session" });
    run(owner, "true");
    assertEquals(await refusal(owner), 50005);
    run(third, "true", "b");
    assertEquals(await refusal(third), 50005);
    await owner.next("session_ended");
    assertEquals(await ran(owner, "free"), "free");
  });
});

sshdTest("end_session: ends what the members run, and tells everyone afterwards", async () => {
  await using at = await shared();
  await using owner = await at.connect("owner");
  await using member = await at.connect("member");
  await using third = await at.connect("third");
  await share(owner, member, third);
  const marks = [await runWaiting(member), await runWaiting(third, "b"), await runWaiting(owner)];
  owner.send({ type: "end_session", request_id: "end" });
  const { message, request_id } = await owner.next("session_ended");
  assertEquals([message, request_id], ["Session ended successfully", "end"]);
  assertEquals(marks.flatMap((mark) => processesWith(mark)), []);
  for (const client of [member, third]) {
    const { message } = await client.next("cancelled");
    assertEquals(message, "The session was ended");
    assertEquals((await client.next("session_ended")).message, "Session ended by its owner");
    assertEquals(order(client, "cancelled", "session_status", "session_ended").slice(-3), [
      "cancelled",
      "session_status",
      "session_ended",
    ]);
  }
  assertEquals(order(owner, "session_status", "session_ended", "lock_status"), [
    "session_status",
    "session_status",
    "session_ended",
  ]);
  await startSession(third);
});

sshdTest("a session: each of its ends reaches the members", async (t) => {
  await using at = await shared();
  await using member = await at.connect("member");
  await using viewer = await at.connect("viewer");

  await t.step("a member that leaves ends its own operation alone", async () => {
    await using owner = await at.connect("owner");
    await using third = await at.connect("third");
    await share(owner, member, third);
    const marks = [await runWaiting(owner), await runWaiting(third, "b")];
    const mark = await runWaiting(member);
    member.send({ type: "end_session", request_id: "leave" });
    assertEquals((await member.next("cancelled")).message, "The session was left");
    const { message, request_id } = await member.next("session_ended");
    assertEquals([message, request_id], ["Session left successfully", "leave"]);
    assertEquals(processesWith(mark), []);
    run(member, "true");
    assertEquals(await refusal(member), 50006);
    await third.close(1000);
    await eventually(() => processesWith(marks[1] ?? "").length === 0, "its command ends");
    assertEquals(processesWith(marks[0] ?? "").length, 1);
    owner.send({ type: "end_session" });
    await owner.next("session_ended");
    assertEquals((await freed(viewer)).session_owner, null);
    const told = member.events.filter(({ type }) => type === "session_ended");
    assertEquals(told.length, 1, "a client that left is not told of the end");
  });

  await t.step("the owner is gone: what members run is cancelled first", async () => {
    const owner = await at.connect("owner");
    await share(owner, member);
    const mark = await runWaiting(member);
    await owner.close(1000);
    const { message } = await member.next("cancelled");
    assertEquals(message, "The owner of the session is gone");
    assertEquals(
      (await member.next("session_ended")).message,
      "Session ended with its owner's connection",
    );
    assertEquals(processesWith(mark), []);
    await freed(viewer);
  });

  await t.step("an administrator ends it: members read who and why", async () => {
    await using owner = await at.connect("owner");
    await using admin = await at.connect("admin");
    await share(owner, member);
    const mark = await runWaiting(member);
    admin.send({ type: "force_end_session", data: { reason: "night batch" } });
    assertEquals(
      (await member.next("cancelled")).message,
      "Ended by an administrator: night batch",
    );
    for (const client of [member, owner]) {
      const { message, reason, by } = await client.next("session_ended");
      assertEquals([message, reason, by], [
        "Session ended by an administrator",
        "night batch",
        "admin",
      ]);
    }
    assertEquals(processesWith(mark), []);
    assertEquals((await freed(viewer)).reason, "night batch");
  });
});

sshdTest(
  "a session: expires when nobody runs anything in it, not while a member does",
  async () => {
    await using at = await shared({ SESSION_IDLE_SECONDS: "2" });
    await using owner = await at.connect("owner");
    await using member = await at.connect("member");
    await share(owner, member);
    run(member, "sleep 4; echo done");
    assertEquals((await member.next("complete")).exit_code, 0);
    assertEquals(await refusal(owner), 50002);
    const { message, request_id } = await member.next("session_ended");
    assertEquals([message, request_id], ["Session expired", "join"]);
    assertEquals(await ran(member, "plain"), "plain");
  },
);

sshdTest("a session: members are told nothing of its end when the service shuts down", async () => {
  await using at = await shared();
  const owner = await at.connect("owner");
  const member = await at.connect("member");
  await share(owner, member);
  await at.app[Symbol.asyncDispose]();
  assertEquals([(await owner.closed).code, (await member.closed).code], [1001, 1001]);
  assertEquals(order(member, "session_joined", "session_ended", "cancelled", "error"), [
    "session_joined",
  ]);
});
