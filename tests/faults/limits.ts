import { assertEquals, assertLess } from "@std/assert";
import { Client } from "../harness/client.ts";
import { type Connected, connected } from "../harness/connected.ts";
import { RawClient } from "../harness/raw_client.ts";
import { sshdAvailability, sshdTest } from "../harness/sshd.ts";
import { ALL_LINES, COUNTING, linesOf } from "../sockets/counting.ts";
import { resettingHandshakes } from "../sockets/resetting_handshakes.ts";

/** Number of half-sent requests, and of half-open handshakes. */
const HALF = 200;

/**
 * Does `work` while a client runs a command. Asserts that all lines of the command arrive, and that
 * its next command works.
 */
async function undisturbed({ client, run }: Connected, work: () => Promise<void>): Promise<void> {
  run(COUNTING.replace("sleep 0.01", "sleep 0.05"));
  await client.textWith("line 1");
  await work();
  assertEquals((await client.next("complete")).exit_code, 0);
  assertEquals(linesOf(client), ALL_LINES);
  run("echo next");
  assertEquals((await client.next("complete")).exit_code, 0);
}

/** Opens a TCP connection to the service and sends `text`. */
async function send({ app }: Connected, text: string): Promise<Deno.TcpConn> {
  const { hostname, port } = new URL(app.url);
  const tcp = await Deno.connect({ hostname, port: Number(port) });
  await tcp.write(new TextEncoder().encode(text));
  return tcp;
}

sshdTest(
  "2,000 sockets at MAX_CONNECTIONS=500: 499 connect, no client is disturbed",
  async () => {
    await using at = await connected({ variables: { MAX_CONNECTIONS: "500" } });
    using sockets = new DisposableStack();
    let count = 0;
    const refusals = new Map<string, number>();
    await undisturbed(at, async () => {
      for (let round = 0; round < 40; round++) {
        await Promise.all(Array.from({ length: 50 }, async () => {
          try {
            sockets.use(await RawClient.connect(at.app.url));
            count++;
          } catch (error) {
            const [status = ""] = String(error).match(/HTTP[^\r]*/) ?? [];
            refusals.set(status, (refusals.get(status) ?? 0) + 1);
          }
        }));
      }
    });
    assertEquals([count, ...refusals], [499, ["HTTP/1.1 429 Too Many Requests", 1_501]]);
    const left = at.app.logLines().filter((line) => line.includes(" request failed "));
    assertLess(left.length, 121);
  },
);

sshdTest("MAX_OPERATIONS: 200 refused commands disturb no client", async () => {
  await using at = await connected({ variables: { MAX_OPERATIONS: "1", COMMAND_LOCK: "off" } });
  await using other = await at.connect();
  await undisturbed(at, async () => {
    for (let count = 0; count < HALF; count++) {
      other.send({ type: "ssh_command", data: { server_name: "a", command: "true" } });
      assertEquals((await other.next("error")).error_code, 14001);
    }
  });
});

sshdTest("half-sent HTTP requests: clients work on and connect", async () => {
  await using at = await connected();
  using requests = new DisposableStack();
  await undisturbed(at, async () => {
    for (let count = 0; count < HALF; count++) {
      requests.use(await send(at, "GET /ws/v1/stub HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgr"));
    }
    await using late = await Client.connect(at.app.url);
    late.send({ type: "get_lock_status", data: {} });
    await late.next("lock_status");
  });
});

Deno.test({
  name: "half-open handshakes: clients work on, and connect below the limit",
  ignore: !sshdAvailability().ok,
  // Deno never ends the handshake of a client that has reset the connection before the answer.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const variables = { MAX_CONNECTIONS: String(2 * HALF) };
    await using at = await connected({ variables });
    const port = Number(new URL(at.app.url).port);
    await undisturbed(at, async () => {
      const { success } = await resettingHandshakes({ port, count: HALF }).output();
      assertEquals(success, true);
      await using late = await Client.connect(at.app.url);
      late.send({ type: "get_lock_status", data: {} });
      await late.next("lock_status");
    });
  },
});

sshdTest("a message flood as long as a command: other clients are answered", async () => {
  await using at = await connected();
  using flooder = await RawClient.connect(at.app.url);
  await flooder.next("welcome");
  const reading = Array.fromAsync(flooder.readFrames(), () => {});
  await undisturbed(at, async () => {
    while (!at.client.text().includes("line 100")) {
      for (let count = 0; count < 5_000; count++) {
        await flooder.sendRaw('{"type":"hello","data":{"name":"a"}}');
      }
      at.client.send({ type: "get_lock_status", data: {} });
      await at.client.next("lock_status");
    }
  });
  flooder.cut();
  await reading;
});
