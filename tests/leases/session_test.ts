import { assert, assertEquals } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";

sshdTest(
  "start_session: the client is answered, everyone is told, newcomers are welcomed with it",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    at.client.send({ type: "start_session", request_id: "s" });
    const started = await at.client.next("session_started");
    assertEquals(started, {
      type: "session_started",
      message: "Session started successfully",
      session_owner: at.client.id,
      session_token: started.session_token,
      lease_id: started.lease_id,
      fence: started.fence,
      servers: ["*"],
      request_id: "s",
    });
    const told = await other.next("session_status");
    assertEquals([told.session_active, told.session_owner], [true, at.client.id]);
    await using newcomer = await at.connect();
    const [welcome] = newcomer.events;
    assert(welcome?.type === "welcome");
    const { leases, ...status } = welcome.session_status;
    assertEquals(status, { active: true, owner: at.client.id });
    assertEquals(leases, told.leases);
    assertEquals(
      leases.map(({ lease_id, servers, reason, waiting }) => {
        return [lease_id, servers, reason, waiting];
      }),
      [[started.lease_id, ["*"], null, 0]],
    );

    at.client.send({ type: "end_session", request_id: "e" });
    const ended = await at.client.next("session_ended");
    assertEquals([ended.message, ended.request_id], ["Session ended successfully", "e"]);
    assertEquals((await other.next("session_status")).session_active, false);
  },
);

sshdTest(
  "a session: its owner runs commands without the lock, others are refused with its owner",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    at.client.send({ type: "start_session" });
    await at.client.next("session_started");
    other.send({ type: "ssh_command", data: { server_name: "a", command: "true" } });
    const refused = await other.next("error");
    assertEquals([refused.error_code, refused.session_owner], [50006, at.client.id]);
    other.send({ type: "start_session" });
    assertEquals((await other.next("error")).error_code, 50004);
    for (const command of ["echo one", "echo two"]) {
      at.run(command);
      assertEquals((await at.client.next("complete")).exit_code, 0);
    }
    assert(other.events.every(({ type }) => type !== "lock_status"));
  },
);

sshdTest("end_session: cancels the running command, whose ending comes first", async () => {
  await using at = await connected();
  at.client.send({ type: "end_session" });
  assertEquals((await at.client.next("error")).error_code, 50005);
  at.client.send({ type: "start_session" });
  await at.client.next("session_started");
  at.run(`echo up; sleep 600 # ${at.mark}`, { request_id: "c" });
  await at.client.textWith("up");
  at.client.send({ type: "end_session", request_id: "e" });
  await at.client.next("session_ended");
  const types = at.client.events.map(({ type }) => type);
  assert(types.indexOf("cancelled") < types.indexOf("session_ended"));
  assertEquals(await at.processes(), []);
  at.run("true");
  assertEquals((await at.client.next("complete")).exit_code, 0);
});

sshdTest("a session: ends with its connection, after what ran in it", async () => {
  await using at = await connected();
  await using other = await at.connect();
  at.client.send({ type: "start_session" });
  await at.client.next("session_started");
  at.run(`echo up; sleep 600 # ${at.mark}`);
  await at.client.textWith("up");
  await at.client.close();
  assertEquals((await other.next("session_status")).session_active, true);
  assertEquals((await other.next("session_status")).session_active, false);
  await eventually(async () => (await at.processes()).length === 0, "the command ends");
  other.send({ type: "start_session" });
  assertEquals((await other.next("session_started")).session_owner, other.id);
});

sshdTest("a session: expires with 50002 for its owner when nothing runs in it", async () => {
  await using at = await connected({ variables: { SESSION_IDLE_SECONDS: "1" } });
  await using other = await at.connect();
  at.client.send({ type: "start_session", request_id: "s" });
  const expired = await at.client.next("error");
  assertEquals([expired.error_code, expired.message, expired.request_id], [
    50002,
    "Session expired",
    "s",
  ]);
  assertEquals((await other.next("session_status")).session_active, true);
  assertEquals((await other.next("session_status")).session_active, false);
  at.client.send({ type: "end_session" });
  assertEquals((await at.client.next("error")).error_code, 50005);
});

sshdTest(
  "COMMAND_LOCK=off: a session waits until nothing of others runs, and then excludes them",
  async () => {
    await using at = await connected({ variables: { COMMAND_LOCK: "off" } });
    await using other = await at.connect();
    at.run("echo up; read line");
    await at.client.textWith("up");
    other.send({ type: "start_session" });
    const refused = await other.next("error");
    assertEquals([refused.error_code, refused.lock_owner], [50008, at.client.id]);
    at.client.send({ type: "ssh_input", data: { input: "\r" } });
    await at.client.next("complete");
    other.send({ type: "start_session" });
    await other.next("session_started");
    at.run("true");
    assertEquals((await at.client.next("error")).error_code, 50006);
  },
);
