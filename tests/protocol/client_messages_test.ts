import { assertEquals } from "@std/assert";
import { ClientMessageSchema } from "../../src/protocol/client_messages.ts";

/** Data with which a message is taken. */
const VALID: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ssh_command: { server_name: "a", command: "ls" },
  open_terminal: { server_name: "a" },
  ssh_input: { input: "" },
  resize: { cols: 80, rows: 24 },
  ack: { seq: 0 },
  resume: { token: "t", seq: 0 },
  scp_transfer: {},
  probe_server: { server_name: "a" },
};

function isTaken(type: string, fields: object, rest: object = {}): boolean {
  const data = { ...VALID[type], ...fields };
  return ClientMessageSchema.safeParse({ type, data, ...rest }).success;
}

/** For each field: its least and its greatest value, and one below and one above. */
const BOUNDS: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
  ssh_command: {
    server_name: ["", "a", "a".repeat(255), "a".repeat(256)],
    command: ["", "a", "a".repeat(65_536), "a".repeat(65_537)],
    stop_phrase: ["", "a", "a".repeat(1024), "a".repeat(1025)],
    throttle_interval: [-0.1, 0, 10, 10.1],
    stop_grace_seconds: [-0.1, 0, 60, 60.1],
    timeout_seconds: [0, 0.001, 2_000_000, 2_000_001],
    idle_timeout_seconds: [0, 0.001, 2_000_000, 2_000_001],
    cols: [0, 1, 1000, 1001],
    rows: [0, 1, 1000, 1001],
    window: [3, 4, 4_194_304, 4_194_305],
    raw: ["true", true, false, 1],
  },
  open_terminal: {
    server_name: ["", "a", "a".repeat(255), "a".repeat(256)],
    cols: [0, 1, 1000, 1001],
    rows: [0, 1, 1000, 1001],
    term: ["", "a", "a".repeat(64), "a".repeat(65)],
    window: [3, 4, 4_194_304, 4_194_305],
  },
  ssh_input: { input: [5, "", "a".repeat(65_536), "a".repeat(65_537)] },
  resize: { cols: [0, 1, 1000, 1001], rows: [0, 1, 1000, 1001] },
  ack: { seq: [-1, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1] },
  resume: {
    token: ["", "a", "a".repeat(128), "a".repeat(129)],
    seq: [-1, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 1],
  },
  scp_transfer: { transfer_name: ["", "a", "a".repeat(255), "a".repeat(256)] },
  probe_server: { server_name: ["", "a", "a".repeat(255), "a".repeat(256)] },
};

for (const [type, fields] of Object.entries(BOUNDS)) {
  Deno.test(`ClientMessageSchema: ${type} is taken within the bounds of each field`, () => {
    for (const [name, values] of Object.entries(fields)) {
      const taken = values.map((value) => isTaken(type, { [name]: value }));
      assertEquals(taken, [false, true, true, false], name);
    }
  });
}

Deno.test("ClientMessageSchema: whole numbers only where halves mean nothing", () => {
  for (const name of ["cols", "rows", "window"]) {
    assertEquals(isTaken("ssh_command", { [name]: 80.5 }), false, name);
    assertEquals(isTaken("open_terminal", { [name]: 80.5 }), false, name);
  }
  assertEquals(isTaken("ack", { seq: 0.5 }), false);
  assertEquals(isTaken("resume", { seq: 0.5 }), false);
  for (const name of ["throttle_interval", "stop_grace_seconds", "timeout_seconds"]) {
    assertEquals(isTaken("ssh_command", { [name]: 0.5 }), true, name);
  }
});

Deno.test("ClientMessageSchema: each required field is required, and no other", () => {
  for (const [type, valid] of Object.entries(VALID)) {
    assertEquals(isTaken(type, {}), true, type);
    for (const name of Object.keys(valid)) {
      assertEquals(isTaken(type, { [name]: undefined }), false, `${type} without ${name}`);
    }
  }
});

Deno.test("ClientMessageSchema: defaults", () => {
  const dataOf = (type: string) => ClientMessageSchema.parse({ type, data: VALID[type] }).data;
  assertEquals(dataOf("open_terminal"), {
    server_name: "a",
    cols: 80,
    rows: 24,
    term: "xterm-256color",
  });
  assertEquals(dataOf("scp_transfer"), { transfer_name: "stub_data_transfer" });
  const { data } = ClientMessageSchema.parse({ type: "scp_transfer" });
  assertEquals(data, { transfer_name: "stub_data_transfer" });
});

Deno.test("ClientMessageSchema: a terminal has the name of one", () => {
  for (const term of ["xterm", "tmux-256color", "vt100+4", "a.b_c", "9term"]) {
    assertEquals(isTaken("open_terminal", { term }), true, term);
  }
  for (const term of ["-x", ".x", "a b", "a/b", "a;b", "xterm\n", "é"]) {
    assertEquals(isTaken("open_terminal", { term }), false, term);
  }
});

Deno.test("ClientMessageSchema: a command has bytes of UTF-8, all but NUL", () => {
  assertEquals(isTaken("ssh_command", { command: "a\n\x01\x7f\ud83d" }), true);
  assertEquals(isTaken("ssh_command", { command: "a\0" }), false);
  assertEquals(isTaken("ssh_command", { command: "é".repeat(32_768) }), true);
  assertEquals(isTaken("ssh_command", { command: "é".repeat(32_769) }), false);
});

Deno.test("ClientMessageSchema: request_id is a text of 1 to 128 characters, or missing", () => {
  const taken = ["", "a", "a".repeat(128), "a".repeat(129), 5, null, undefined].map((request_id) =>
    isTaken("ack", {}, { request_id })
  );
  assertEquals(taken, [false, true, true, false, false, false, true]);
});

Deno.test("ClientMessageSchema: messages without data take none, null and anything", () => {
  for (const type of ["cancel", "get_lock_status"]) {
    for (const data of [undefined, null, {}, { x: 1 }, "x"]) {
      assertEquals(ClientMessageSchema.safeParse({ type, data }).success, true, type);
    }
  }
});

Deno.test("ClientMessageSchema: sessions take no data, null and unknown fields, as before", () => {
  for (const type of ["start_session", "end_session"]) {
    for (const data of [undefined, null, {}, { x: 1 }]) {
      assertEquals(ClientMessageSchema.safeParse({ type, data }).success, true, type);
    }
  }
  const waits = [0, 0.5, 86_400, 86_401, -1, "1"].map((wait_seconds) => {
    return isTaken("start_session", { wait_seconds });
  });
  assertEquals(waits, [true, true, true, false, false, false]);
  const sets = [["a"], ["a", "*"], [], [""], "a"];
  const taken = sets.map((servers) => isTaken("start_session", { servers }));
  assertEquals(taken, [true, true, false, false, false]);
  const reasons = ["x".repeat(500), "x".repeat(501), "", "a\nb"];
  assertEquals(reasons.map((reason) => isTaken("start_session", { reason })), [
    ...[true, false, false, false],
  ]);
});
