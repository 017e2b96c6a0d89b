import { assertEquals, assertRejects } from "@std/assert";
import { Client } from "../harness/client.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdTest } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { ALL_LINES, COUNTING, linesOf } from "./counting.ts";
import { resettingHandshakes } from "./resetting_handshakes.ts";
import { serveHub } from "./served_hub.ts";

/** Asserts that an upgrade is refused with 429, 14001 and a time. */
async function assertFull(url: string): Promise<void> {
  const { message } = await assertRejects(() => RawClient.connect(url), Error, "HTTP/1.1 429 ");
  assertEquals(/^retry-after: (\d+)/im.exec(message)?.[1], "10", message);
  assertEquals(/"code": (\d+)/.exec(message)?.[1], "14001", message);
}

sshdTest("MAX_CONNECTIONS: newer ones are refused, those inside work on", async () => {
  await using at = await connected({ variables: { MAX_CONNECTIONS: "3" } });
  at.run(COUNTING);
  {
    using _second = await RawClient.connect(at.app.url);
    await using third = await at.connect();
    for (let count = 0; count < 50; count++) await assertFull(at.app.url);
    third.send({ type: "get_lock_status", data: {} });
    await third.next("lock_status");
  }
  assertEquals((await at.client.next("complete")).exit_code, 0);
  assertEquals(linesOf(at.client), ALL_LINES);
  await eventually(async () => {
    using client = await RawClient.connect(at.app.url).catch(() => undefined);
    return client !== undefined;
  }, "a place is free again");
});

sshdTest("MAX_CONNECTIONS_PER_ADDRESS: other addresses connect and work", async () => {
  await using at = await connected({ variables: { MAX_CONNECTIONS_PER_ADDRESS: "2" } });
  const port = Number(new URL(at.app.url).port);
  await using proxy = await startTcpProxy(port, { sourceAddress: "127.0.0.2" });
  await using _second = await at.connect();
  await assertFull(at.app.url);
  await using foreign = await Client.connect(`http://127.0.0.1:${proxy.port}`);
  await assertFull(at.app.url);
  foreign.send({ type: "ssh_command", data: { server_name: "a", command: COUNTING } });
  assertEquals((await foreign.next("complete")).exit_code, 0);
  assertEquals(linesOf(foreign), ALL_LINES);
});

sshdTest("MAX_CONNECTIONS: an away client resumes, although newcomers find it full", async () => {
  await using at = await connected({ variables: { MAX_CONNECTIONS: "2" } });
  const port = Number(new URL(at.app.url).port);
  await using proxy = await startTcpProxy(port, { sourceAddress: "127.0.0.2" });
  const url = `http://127.0.0.1:${proxy.port}`;
  const lost = await Client.connect(url);
  lost.send({
    type: "ssh_command",
    data: { server_name: "a", command: "read x; echo got $x" },
    request_id: "1",
  });
  await lost.find((event) => event.type === "status" && event.message.startsWith("Connected"));
  proxy.cutAll();
  await lost.closed;
  await at.client.find((event) => event.type === "lock_status" && !!event.owner?.away_until);
  await assertFull(at.app.url);
  await using back = await Client.connect(url);
  back.send({ type: "resume", data: { token: lost.token, seq: 0 } });
  await back.next("resumed");
  await assertFull(url);
  back.send({ type: "ssh_input", data: { input: "it\n" } });
  assertEquals((await back.next("complete")).exit_code, 0);
  assertEquals(back.text().endsWith("got it\r\n"), true);
});

sshdTest("MAX_CONNECTIONS: the place of an away client is free when it is gone", async () => {
  await using at = await connected({ variables: { MAX_CONNECTIONS: "2", RESUME_SECONDS: "1" } });
  const port = Number(new URL(at.app.url).port);
  await using proxy = await startTcpProxy(port, { sourceAddress: "127.0.0.2" });
  const lost = await Client.connect(`http://127.0.0.1:${proxy.port}`);
  lost.send({ type: "start_session", data: {} });
  await lost.next("session_started");
  proxy.cutAll();
  await at.client.find((event) => event.type === "session_status" && !!event.owner?.away_until);
  await assertFull(at.app.url);
  await at.client.find((event) => event.type === "session_status" && !event.session_active);
  await using newcomer = await at.connect();
  newcomer.send({ type: "get_lock_status", data: {} });
  await newcomer.next("lock_status");
});

Deno.test({
  name: "Hub: a handshake counts, also one whose client is gone, and is given up in time",
  // Deno never ends the handshake of a client that has reset the connection before the answer.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using at = serveHub({ silenceMs: 600, handshakeMs: 1_000, maxConnections: 20 });
    const { port } = new URL(at.url);
    // This thread, which serves the hub, sleeps until all are reset.
    resettingHandshakes({ port: Number(port), count: 20 }).outputSync();
    const isFull = () => {
      try {
        at.limits.check("127.0.0.1:1");
        return false;
      } catch {
        return true;
      }
    };
    await eventually(isFull, "the handshakes are counted");
    await eventually(() => !isFull(), "the handshakes are given up");
    await using client = await Client.connect(at.url);
    client.send({ type: "get_lock_status", data: {} });
    await client.next("lock_status");
    assertEquals(at.hub.size, 1);
  },
});
