import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";

sshdTest(
  "hello: the name is in every owner object, and everyone is told of a new one",
  async () => {
    await using at = await connected();
    await using other = await at.connect();
    at.client.send({ type: "hello", data: { name: "배치 콘솔" }, request_id: "h" });
    assertEquals(await at.client.next("hello"), {
      type: "hello",
      name: "배치 콘솔",
      connection_id: at.client.id,
      running: null,
      request_id: "h",
    });
    at.run("read line");
    const locked = await other.next("lock_status");
    const { since = "", operation_id = "" } = locked.owner ?? {};
    const owner = {
      id: at.client.id,
      name: "배치 콘솔",
      kind: "command",
      server_name: "a",
      operation_id,
      since,
      away_until: null,
    } as const;
    assertEquals([locked.owner, new Date(since).toISOString()], [owner, since]);
    at.client.send({ type: "hello", data: { name: "two" } });
    assertEquals((await other.next("lock_status")).owner, { ...owner, name: "two" });
    await using newcomer = await at.connect();
    const [welcome] = newcomer.events;
    assert(welcome?.type === "welcome");
    assertEquals([welcome.owner, welcome.session_status.owner], [{ ...owner, name: "two" }, null]);
    other.send({ type: "get_lock_status" });
    assertEquals((await other.next("lock_status")).owner?.name, "two");
    at.client.send({ type: "ssh_input", data: { input: "\r" } });
    await at.client.next("complete");
    assertEquals((await other.next("lock_status")).owner, null);

    at.client.send({ type: "start_session" });
    const { owner: session } = await other.next("session_status");
    assertEquals([session?.kind, session?.name, session?.server_name], ["session", "two", null]);
  },
);

sshdTest("hello: a client that resumes keeps its name", async () => {
  await using at = await connected();
  using lost = await RawClient.connect(at.app.url);
  const { connection_id: id, resume_token: token } = await lost.next("welcome");
  await lost.send({ type: "hello", data: { name: "console" } });
  await lost.send({ type: "start_session" });
  await lost.next("session_started");
  await lost.sendClose(1001);
  await using back = await at.connect();
  back.send({ type: "hello", data: { name: "another" } });
  back.send({ type: "resume", data: { token, seq: 0 } });
  await back.next("resumed");
  await at.client.find((event) =>
    event.type === "session_status" && event.owner?.away_until === null &&
    event.owner.name === "console" && event.message === `Session of ${id}`
  );
  const { owner } = await (await fetch(`${at.app.url}/api/v1/session`)).json();
  assertEquals([owner.id, owner.name, owner.away_until], [id, "console", null]);
});

Deno.test(
  "hello: a name of 1 to 64 characters without control characters, else 12000",
  async () => {
    await using app = await startApp({});
    await using client = await Client.connect(app.url);
    const refused = [
      "",
      "x".repeat(65),
      "a\nb",
      "a\x7fb",
      "a\u0085b",
      "a\u009bb",
      "a\u202eb",
      "a\u2066b",
      "a\u200fb",
      "a\u2028b",
      "a\u2029b",
      "a\ud800b",
    ];
    for (const name of refused) {
      client.send({ type: "hello", data: { name } });
      const { error_code, detail = "" } = await client.next("error");
      assertEquals(error_code, 12000, JSON.stringify(name));
      assertStringIncludes(detail, "data.name");
    }
    for (const name of ["x", "가".repeat(64), "운영 1 (a/b) é"]) {
      client.send({ type: "hello", data: { name } });
      assertEquals((await client.next("hello")).name, name);
    }
  },
);
