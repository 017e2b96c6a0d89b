import { assertEquals, assertStringIncludes } from "@std/assert";
import PROJECT from "../../deno.json" with { type: "json" };
import { startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";

Deno.test("welcome: is the first frame and says how things stand", async () => {
  await using app = await startApp({
    A_IP: "127.0.0.1",
    A_PORT: "1",
    A_USER: "u",
    A_PASSWORD: "password",
  });
  await using client = await Client.connect(app.url);
  assertEquals(client.events, [{
    type: "welcome",
    connection_id: client.id,
    lock_status: { locked: false, lock_owner: null },
    session_status: { active: false, owner: null, leases: [] },
    owner: null,
    server_health: {
      a: {
        server_name: "a",
        host: "127.0.0.1",
        port: 1,
        is_healthy: false,
        last_checked: null,
        consecutive_failures: 0,
        consecutive_successes: 0,
        latency_ms: null,
        last_error: null,
      },
    },
    protocol_version: 1,
    resume_token: client.token,
    user: { name: null, role: "admin" },
    service: {
      version: PROJECT.version,
      command_lock: true,
      resume_seconds: 60,
      session_idle_seconds: 1_800,
    },
  }]);
});

Deno.test("welcome: has the settings that a client needs when the service is lost", async () => {
  await using app = await startApp({
    COMMAND_LOCK: "off",
    RESUME_SECONDS: "7",
    SESSION_IDLE_SECONDS: "0",
  });
  await using client = await Client.connect(app.url);
  const [welcome] = client.events;
  assertEquals(welcome?.type === "welcome" && welcome.service, {
    version: PROJECT.version,
    command_lock: false,
    resume_seconds: 7,
    session_idle_seconds: 0,
  });
});

Deno.test("bad frames: each is answered with its code, and the connection lives on", async () => {
  await using app = await startApp({});
  await using client = await Client.connect(app.url);
  const frames: [string | Uint8Array<ArrayBuffer>, number, string | undefined][] = [
    ["{", 31002, undefined],
    ["[]", 31002, undefined],
    ['"ssh_command"', 31002, undefined],
    ['{"data":{}}', 31002, undefined],
    ['{"type":5,"request_id":"r"}', 31002, undefined],
    [new Uint8Array([1, 2, 3]), 31002, undefined],
    ['{"type":"no_such_type","request_id":"r1"}', 32000, "r1"],
    ['{"type":"constructor"}', 32000, undefined],
    ['{"type":"__proto__"}', 32000, undefined],
    ['{"type":"toString"}', 32000, undefined],
    ['{"type":"ssh_command","request_id":"r2"}', 12002, "r2"],
    [
      '{"type":"ssh_command","data":{"server_name":5,"command":"x"},"request_id":"r3"}',
      12000,
      "r3",
    ],
    ['{"type":"cancel","request_id":""}', 12000, undefined],
    ['{"type":"cancel","request_id":"r4"}', 50011, "r4"],
    ['{"type":"ssh_input","data":{"input":"x"}}', 50011, undefined],
    ['{"type":"resize","data":{"cols":80,"rows":24}}', 50011, undefined],
    ['{"type":"ssh_command","data":{"server_name":"nobody","command":"x"}}', 23002, undefined],
  ];
  for (const [frame, code, requestId] of frames) {
    client.sendRaw(frame);
    const error = await client.next("error");
    assertEquals([error.error_code, error.request_id], [code, requestId], String(frame));
  }
  client.send({ type: "get_lock_status", request_id: "alive" });
  assertEquals(await client.next("lock_status"), {
    type: "lock_status",
    request_id: "alive",
    locked: false,
    lock_owner: null,
    owner: null,
    message: "Not locked",
  });
});

Deno.test("bad frames: detail names the field and quotes no secret", async () => {
  await using app = await startApp({});
  await using client = await Client.connect(app.url);
  client.sendRaw('{"type":"ssh_command","data":{"command":"x","cols":"wide"}}');
  const { detail = "" } = await client.next("error");
  assertStringIncludes(detail, "data.server_name is missing");
  assertStringIncludes(detail, "data.cols");
});

Deno.test("oversized frames: are 31003, then the connection closes with 1009", async () => {
  await using app = await startApp({});
  for (
    const frame of [
      JSON.stringify({ type: "x", pad: "x".repeat(3 << 20) }),
      new Uint8Array(3 << 20),
    ]
  ) {
    const client = await Client.connect(app.url);
    client.sendRaw(frame);
    assertEquals((await client.next("error")).error_code, 31003);
    const { code, wasClean } = await client.closed;
    assertEquals([code, wasClean], [1009, true]);
  }
});

Deno.test("many messages at once: each is answered, in order", async () => {
  await using app = await startApp({ MESSAGES_PER_SECOND: "360" }); // 1,800 at once
  await using client = await Client.connect(app.url);
  for (const round of ["a", "b"]) {
    const ids = Array.from({ length: 900 }, (_, i) => `${round}${i}`);
    for (const request_id of ids) client.send({ type: "get_lock_status", request_id });
    for (const id of ids) assertEquals((await client.next("lock_status")).request_id, id);
  }
  assertEquals(client.events.length, 1 + 2 * 900);
});
