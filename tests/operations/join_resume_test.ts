import { assertEquals } from "@std/assert";
import type { Client } from "../harness/client.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import {
  join,
  ran,
  refusal,
  run,
  runWaiting,
  sendJoin,
  share,
  shared,
  startSession,
} from "./shared_session.ts";

/** Takes the place of `lost`, which got all of its output, and returns its session's token. */
async function resume(client: Client, lost: Client): Promise<string | null> {
  const seq = lost.events.findLast((event) => event.type === "output")?.seq ?? 0;
  client.send({ type: "resume", data: { token: lost.token, seq } });
  const { connection_id, session_token } = await client.next("resumed");
  assertEquals(connection_id, lost.id);
  return session_token;
}

/** Starts a command that prints `got-` and the line that it reads. */
async function runReading(client: Client, server: "a" | "b"): Promise<void> {
  run(client, "read line; echo got-$line", server);
  await client.find(({ type, ...event }) =>
    type === "status" && "message" in event && event.message?.startsWith("Connected") === true
  );
}

sshdTest(
  "resume: a member that is away stays a member, and only the owner reads the secret",
  async (t) => {
    await using at = await shared();
    await using third = await at.connect("third");
    const owner = await at.connectOverWire("owner");
    const token = await startSession(owner);
    await join(third, token);
    await runReading(third, "b");

    await t.step("a member that runs nothing", async () => {
      const lost = await at.connectOverWire("member");
      await join(lost, token);
      at.wire.cutAll();
      await lost.closed;
      await using back = await at.connect("member");
      assertEquals(await resume(back, lost), null);
      assertEquals(await ran(back, "in-the-session"), "in-the-session");
      sendJoin(back, token);
      assertEquals(await refusal(back), 50004);
      back.send({ type: "end_session" });
      assertEquals((await back.next("session_ended")).message, "Session left successfully");
    });

    await t.step("the owner, whose members ran on", async () => {
      await using back = await at.connect("owner");
      assertEquals(await resume(back, owner), token);
      await using member = await at.connectOverWire("member");
      await join(member, token);
      assertEquals(await ran(back, "mine"), "mine");
      third.send({ type: "ssh_input", data: { input: "it\r" } });
      await third.next("complete");
      assertEquals(third.text().includes("got-it"), true);

      await runReading(member, "a");
      at.wire.cutAll();
      await using again = await at.connect("member");
      assertEquals(await resume(again, member), null);
      again.send({ type: "ssh_input", data: { input: "that\r" } });
      assertEquals((await again.next("complete")).exit_code, 0);
      back.send({ type: "end_session" });
      assertEquals((await again.next("session_ended")).message, "Session ended by its owner");
    });

    await t.step("50010: a member does not take another connection's place", async () => {
      await using owner = await at.connect("owner");
      await using member = await at.connect("member");
      await share(owner, member);
      const lost = await at.connectOverWire("member");
      member.send({ type: "resume", data: { token: lost.token, seq: 0 } });
      assertEquals(await refusal(member), 50010);
      await lost.close();
    });
  },
);

sshdTest("resume: a member that is away reads how the session ended", async () => {
  await using at = await shared();
  await using owner = await at.connect("owner");
  const lost = await at.connectOverWire("member");
  await share(owner, lost);
  await runWaiting(lost);
  at.wire.cutAll();
  await lost.closed;
  owner.send({ type: "end_session" });
  await owner.next("session_ended");
  await using back = await at.connect("member");
  await resume(back, lost);
  assertEquals((await back.next("cancelled")).message, "The session was ended");
  assertEquals((await back.next("session_ended")).request_id, "join");
});

sshdTest("RESUME_SECONDS: an owner that stays away ends what members run", async () => {
  await using at = await shared({ RESUME_SECONDS: "1" });
  await using member = await at.connect("member");
  const owner = await at.connectOverWire("owner");
  await share(owner, member);
  const mark = await runWaiting(member);
  at.wire.cutAll();
  assertEquals((await member.next("cancelled")).message, "The owner of the session is gone");
  await member.next("session_ended");
  assertEquals(processesWith(mark), []);
});

sshdTest(
  "revocation: a member's ends its own operation, the owner's ends the session",
  async () => {
    await using at = await shared();
    await using owner = await at.connect("owner");
    await using member = await at.connect("member");
    await using third = await at.connect("third");
    await share(owner, member, third);
    const marks = [await runWaiting(owner), await runWaiting(third, "b")];
    const mark = await runWaiting(member);
    await at.tokens.revoke("member");
    assertEquals((await member.closed).code, 1008);
    await eventually(() => processesWith(mark).length === 0, "the member's command ends");
    assertEquals(marks.map((mark) => processesWith(mark).length), [1, 1]);
    await at.tokens.revoke("owner");
    assertEquals((await owner.closed).code, 1008);
    assertEquals((await third.next("cancelled")).message, "The owner of the session is gone");
    assertEquals(
      (await third.next("session_ended")).message,
      "Session ended with its owner's connection",
    );
    assertEquals(marks.flatMap((mark) => processesWith(mark)), []);
    await using viewer = await at.connect("viewer");
    assertEquals(viewer.events[0]?.type === "welcome" && viewer.events[0].owner, null);
    assertEquals(await ran(third, "plain", "b"), "plain");
  },
);
