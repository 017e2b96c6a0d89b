import { assert, assertEquals } from "@std/assert";
import { connected } from "../harness/connected.ts";
import { sshdTest } from "../harness/sshd.ts";

// Examples of JSON in the document that the service was ordered with. Its clients must find every
// field with its type; later fields may be added.

const WELCOME = {
  type: "welcome",
  connection_id: "550e8400-e29b-41d4-a716-446655440000",
  lock_status: { locked: false, lock_owner: null },
  session_status: { active: false, owner: null },
  server_health: {
    mdwap1p: {
      server_name: "mdwap1p",
      host: "10.10.10.1",
      is_healthy: true,
      last_checked: "2025-01-01T12:00:00",
      consecutive_failures: 0,
      consecutive_successes: 5,
    },
  },
};

const SSH_COMMAND = {
  type: "ssh_command",
  data: { server_name: "mdwap1p", command: "ls -la", stop_phrase: "COMMAND_COMPLETE" },
};

const OUTPUT = {
  type: "output",
  data: "total 24\ndrwxr-xr-x  4 user group  128 Jan  1 12:00 .\n...",
};
const COMPLETE = { type: "complete", message: "Command execution completed" };
const ERROR = {
  type: "error",
  message: "Session already active",
  detail: "Session is already active (owner: other-connection-id)",
  error_code: 50004,
};

const SERVER_HEALTH = {
  type: "server_health",
  server_name: "mdwap1p",
  is_healthy: false,
  status: {
    server_name: "mdwap1p",
    host: "10.10.10.1",
    is_healthy: false,
    last_checked: "2025-01-01T12:00:30",
    consecutive_failures: 2,
    consecutive_successes: 0,
  },
};

/** Asserts that `actual` has every field of `example` with the same type. null accepts any type. */
function assertKnows(actual: unknown, example: unknown, path = "event"): void {
  if (example === null || actual === null) return;
  assertEquals(typeof actual, typeof example, path);
  if (typeof example !== "object" || typeof actual !== "object") return;
  for (const [key, value] of Object.entries(example)) {
    assert(Object.hasOwn(actual ?? {}, key), `${path}.${key} is missing`);
    assertKnows(actual?.[key as keyof typeof actual], value, `${path}.${key}`);
  }
}

sshdTest(
  "the seed's JSON: welcome, ssh_command, output, complete and error have all its fields",
  async () => {
    await using at = await connected({ name: "mdwap1p" });
    assertKnows(at.client.events[0], WELCOME);
    at.client.sendRaw(JSON.stringify(SSH_COMMAND));
    assertKnows(await at.client.next("output"), OUTPUT);
    const complete = await at.client.next("complete");
    assertKnows(complete, COMPLETE);
    assert(complete.message.startsWith(COMPLETE.message));
    at.client.sendRaw(
      JSON.stringify({ ...SSH_COMMAND, data: { ...SSH_COMMAND.data, server_name: "nobody" } }),
    );
    assertKnows(await at.client.next("error"), ERROR);
  },
);

sshdTest("the seed's JSON: server_health has all its fields", async () => {
  await using at = await connected({ name: "mdwap1p" });
  await at.sshd.stop();
  for (let sweeps = 0; sweeps < 2; sweeps++) await at.app.sweepHealth(AbortSignal.timeout(60_000));
  const event = await at.client.next("server_health");
  assertKnows(event, SERVER_HEALTH);
  // The values are equal too, except address and time.
  const { host, last_checked } = event.status;
  const status = { ...SERVER_HEALTH.status, host, last_checked };
  const more = { port: at.sshd.port, latency_ms: null, last_error: "refused the connection" };
  assertEquals(event as unknown, { ...SERVER_HEALTH, status: { ...status, ...more } });
});
