import { assert, assertEquals, assertLess } from "@std/assert";
import type { EventOf } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpServer, staySilent } from "../harness/tcp_server.ts";

/** Returns the health of the servers in the welcome of `client`. */
function welcomed({ events: [welcome] }: Client): EventOf<"welcome">["server_health"] {
  assert(welcome?.type === "welcome");
  return welcome.server_health;
}

/** Returns the health events of `client` so far, as name and verdict. */
function verdicts({ events }: Client): [string, boolean][] {
  return events.filter((event) => event.type === "server_health")
    .map(({ server_name, is_healthy }) => [server_name, is_healthy]);
}

sshdTest(
  "health: every client gets the first verdict and each change, new clients in the welcome",
  async () => {
    await using a = await startSshd();
    await using b = await startSshd();
    const variables = { ...serverVariables("a", a), ...serverVariables("b", b) };
    await using app = await startApp(variables);
    await using client = await Client.connect(app.url);
    await using other = await Client.connect(app.url);
    const { signal } = new AbortController();
    /** Sweeps, and waits until all broadcasts have arrived. */
    const sweep = async () => {
      await app.sweepHealth(signal);
      for (const receiver of [client, other]) {
        receiver.send({ type: "get_lock_status" });
        await receiver.next("lock_status");
      }
    };
    assertEquals(welcomed(client).a?.last_checked, null);

    await sweep();
    assertEquals(verdicts(client).sort(), [["a", true], ["b", true]]);
    await sweep();
    assertEquals(verdicts(client).length, 2);

    await b.stop();
    await sweep();
    assertEquals(verdicts(client).length, 2);
    await sweep();
    assertEquals(verdicts(client).slice(2), [["b", false]]);
    await sweep();
    assertEquals(verdicts(client).length, 3);
    {
      await using newcomer = await Client.connect(app.url);
      const { a: first, b: second } = welcomed(newcomer);
      assertEquals([first?.is_healthy, first?.consecutive_successes], [true, 5]);
      assertEquals([second?.is_healthy, second?.consecutive_failures], [false, 3]);
      assertEquals([second?.port, second?.last_error], [b.port, "refused the connection"]);
    }

    await b.restart();
    await sweep();
    assertEquals(verdicts(client).slice(3), [["b", true]]);
    assertEquals(verdicts(other), verdicts(client));
  },
);

Deno.test("health: a shutdown during a sweep ends the sweep without a verdict", async () => {
  await using server = await startTcpServer(staySilent);
  await using app = await startApp({
    A_IP: server.host,
    A_PORT: String(server.port),
    HIWARE_ID: "user",
    HIWARE_PW: "unused-password",
    HEALTH_TIMEOUT_MS: "25000",
  });
  await using client = await Client.connect(app.url);
  const sweeping = app.sweepHealth(new AbortController().signal);
  await eventually(() => server.connections === 1, "the server is checked");
  const startedAt = performance.now();
  await app[Symbol.asyncDispose]();
  await sweeping;
  assertLess(performance.now() - startedAt, 5_000);
  assertEquals((await client.closed).code, 1001);
  assertEquals(verdicts(client), []);
});
