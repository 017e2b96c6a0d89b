import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { AppError } from "../../src/errors.ts";
import { Cancel, Resize, SshCommand } from "../../src/protocol/client_messages.ts";
import { validate } from "../../src/router/validate.ts";

function failureOf(schema: z.ZodType, frame: object): { code: number; detail: string | undefined } {
  const { code, detail } = assertThrows(() => validate(schema, frame), AppError);
  return { code, detail };
}

Deno.test("validate: a missing field is 12002 with its path", () => {
  const missing = { code: 12002, detail: "data.server_name is missing; data.command is missing" };
  assertEquals(failureOf(SshCommand, { type: "ssh_command" }), missing);
  assertEquals(failureOf(SshCommand, { type: "ssh_command", data: null }), missing);
  assertEquals(failureOf(Resize, { type: "resize", data: { cols: 80 } }), {
    code: 12002,
    detail: "data.rows is missing",
  });
});

Deno.test("validate: a wrong field is 12000 with its path", () => {
  const data = { server_name: "a", command: "b", cols: 0 };
  const { code, detail } = failureOf(SshCommand, { type: "ssh_command", data });
  assertEquals([code, detail?.split(":")[0]], [12000, "data.cols"]);
  assertEquals(failureOf(Cancel, { type: "cancel", request_id: 5 }).code, 12000);
});

Deno.test("validate: a wrong field before a missing one is 12000, behind it 12002", () => {
  const both = (data: object) => failureOf(Resize, { type: "resize", data });
  assertEquals(both({ cols: 0 }).code, 12000);
  assertEquals(both({ rows: 0 }).code, 12002);
  const { detail = "" } = both({ cols: 0 });
  assertEquals(detail.split("; ").at(-1), "data.rows is missing");
});

Deno.test("validate: messages without fields take any data or none", () => {
  for (const data of [undefined, null, {}, 5, "x"]) {
    assertEquals(validate(Cancel, { type: "cancel", data }).type, "cancel");
  }
});

Deno.test("validate: fills in the defaults of ssh_command", () => {
  const { data } = validate(SshCommand, {
    type: "ssh_command",
    data: { server_name: "a", command: "b" },
  });
  assertEquals(data, {
    server_name: "a",
    command: "b",
    stop_grace_seconds: 2,
    cols: 80,
    rows: 24,
    detach: false,
  });
});

Deno.test("validate: the bounds of ssh_command", () => {
  const codeOf = (data: object) => {
    try {
      validate(SshCommand, {
        type: "ssh_command",
        data: { server_name: "a", command: "b", ...data },
      });
      return 0;
    } catch (error) {
      return error instanceof AppError ? error.code : -1;
    }
  };
  assertEquals(codeOf({ command: "'".repeat(65_536) }), 0);
  assertEquals(codeOf({ command: "'".repeat(65_537) }), 12000);
  assertEquals(codeOf({ command: "가".repeat(21_846) }), 12000);
  assertEquals(codeOf({ command: "a\0b" }), 12000);
  assertEquals(codeOf({ command: "" }), 12000);
  assertEquals(codeOf({ stop_phrase: "" }), 12000);
  assertEquals(codeOf({ stop_phrase: "x".repeat(1024) }), 0);
  assertEquals(codeOf({ stop_phrase: "x".repeat(1025) }), 12000);
  assertEquals(codeOf({ throttle_interval: 0 }), 0);
  assertEquals(codeOf({ throttle_interval: 10.5 }), 12000);
  assertEquals(codeOf({ stop_grace_seconds: 61 }), 12000);
  assertEquals(codeOf({ timeout_seconds: 0 }), 12000);
  assertEquals(codeOf({ cols: 1001 }), 12000);
  assertEquals(codeOf({ cols: 80.5 }), 12000);
  assertEquals(codeOf({ cols: "80" }), 12000);
});

Deno.test("validate: an unknown field is 12000, each named by its path", () => {
  const schema = z.strictObject({ list: z.array(z.strictObject({ name: z.string() })) });
  const frame = { list: [{ name: "a", more: 1, other: 2 }] };
  const { code, faults } = assertThrows(() => validate(schema, frame), AppError);
  assertEquals(code, 12000);
  assertEquals(faults?.map(({ field }) => field), ["list.0.more", "list.0.other"]);
});

Deno.test("validate: faults tell the missing field from the wrong one", () => {
  const data = { cols: "80" };
  const { code, faults, detail } = assertThrows(
    () => validate(Resize, { type: "resize", data }),
    AppError,
  );
  assertEquals(code, 12000);
  assertEquals(faults?.map(({ field }) => field), ["data.cols", "data.rows"]);
  assertEquals(faults?.[1]?.message, "is missing");
  assertEquals(detail?.split("; ").length, 2);
});

Deno.test("validate: only the first fault decides between 12002 and 12000", () => {
  const codeOf = (data: object) =>
    assertThrows(() => validate(Resize, { type: "resize", data }), AppError).code;
  assertEquals(codeOf({ rows: "24" }), 12002);
  assertEquals(codeOf({ cols: "80" }), 12000);
});

Deno.test("validate: a field of the prototype is missing", () => {
  const schema = z.object({ constructor: z.string() });
  assertEquals(failureOf(schema, {}).code, 12002);
});
