import { assertEquals } from "@std/assert";
import { ServerEventSchema } from "../../src/protocol/server_events.ts";
import { isEnding } from "../../src/router/dispatch.ts";

const COMPLETE = {
  type: "complete",
  message: "m",
  server_name: "a",
  command: "c",
  reason: "exited",
  exit_code: 0,
  signal: null,
  duration_ms: 0,
};
const TERMINAL = { ...COMPLETE, message: "Terminal closed", command: null };
const TRANSFER = {
  type: "complete",
  message: "SCP transfer completed successfully",
  transfer_name: "t",
  files: 0,
  bytes: 0,
  duration_ms: 0,
  mode: "sftp",
};
const PROGRESS = {
  type: "transfer_progress",
  transfer_name: "t",
  bytes: 0,
  total_bytes: 0,
  file: "",
  file_bytes: 0,
  files_done: 0,
  files_total: 0,
  bytes_per_second: 0,
};

/** Events of operations as they are. */
const VALID: readonly Readonly<Record<string, unknown>>[] = [
  { type: "status", message: "m" },
  { type: "output", data: "", seq: 1 },
  { type: "gap", bytes: 1 },
  PROGRESS,
  COMPLETE,
  { ...COMPLETE, reason: "stop_phrase", exit_code: null, signal: "KILL" },
  TERMINAL,
  TRANSFER,
  { ...TRANSFER, mode: "exec" },
  { ...TRANSFER, mode: "mixed" },
  { type: "cancelled", message: "m" },
  { type: "error", message: "m", error_code: 10000 },
];

function isEvent(event: unknown): boolean {
  return ServerEventSchema.safeParse(event).success;
}

Deno.test("ServerEventSchema: events of operations, with and without request_id", () => {
  for (const event of VALID) {
    assertEquals(isEvent(event), true, JSON.stringify(event));
    assertEquals(isEvent({ ...event, request_id: "r" }), true, JSON.stringify(event));
    assertEquals(isEvent({ ...event, request_id: "" }), false, JSON.stringify(event));
  }
});

Deno.test("ServerEventSchema: an event has all of its fields and no other", () => {
  for (const event of VALID) {
    assertEquals(isEvent({ ...event, more: 1 }), false, JSON.stringify(event));
    for (const name of Object.keys(event)) {
      const { [name]: _, ...rest } = event;
      assertEquals(isEvent(rest), false, `${JSON.stringify(event)} without ${name}`);
      assertEquals(isEvent({ ...event, [name]: {} }), false, `${name} of ${event.type}`);
    }
  }
});

Deno.test("ServerEventSchema: counts are whole and not negative", () => {
  const wrong = [
    { type: "output", data: "", seq: 0 },
    { type: "output", data: "", seq: 1.5 },
    { type: "gap", bytes: 0 },
    { type: "gap", bytes: 1.5 },
    { ...COMPLETE, exit_code: 0.5 },
    { ...TERMINAL, exit_code: 0.5 },
  ];
  for (const event of wrong) assertEquals(isEvent(event), false, JSON.stringify(event));
  for (const event of [COMPLETE, TERMINAL, TRANSFER, PROGRESS]) {
    for (const [name, value] of Object.entries(event)) {
      if (value !== 0 || name === "exit_code") continue;
      assertEquals(isEvent({ ...event, [name]: 1 }), true, name);
      assertEquals(isEvent({ ...event, [name]: -1 }), false, name);
      assertEquals(isEvent({ ...event, [name]: 0.5 }), false, name);
    }
  }
});

Deno.test("ServerEventSchema: the words of an ending are fixed", () => {
  const wrong = [
    { ...COMPLETE, reason: "cancelled" },
    { ...TERMINAL, reason: "stop_phrase" },
    { ...TERMINAL, message: "closed" },
    { ...TRANSFER, mode: "scp" },
    { ...TRANSFER, message: "done" },
    { type: "error", message: "m", error_code: 10 },
    { type: "error", message: "m", error_code: 10000, lock_owner: "x" },
    { type: "error", message: "m", error_code: 10000, session_owner: "x" },
    { type: "error", message: "m", error_code: 10000, exit_code: 0.5 },
  ];
  for (const event of wrong) assertEquals(isEvent(event), false, JSON.stringify(event));
});

Deno.test("isEnding: complete, error and cancelled, and nothing else", () => {
  const endings = VALID.map((event) => ServerEventSchema.parse(event)).filter(isEnding);
  assertEquals(
    new Set(endings.map(({ type }) => type)),
    new Set(["complete", "cancelled", "error"]),
  );
  assertEquals(endings.length, 8);
});
