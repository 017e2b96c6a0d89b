import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { readFrame, requestIdOf } from "../../src/router/read_frame.ts";

const MAX = 1024;

function codeOf(data: unknown): number {
  return assertThrows(() => readFrame(data, MAX), AppError).code;
}

Deno.test("readFrame: takes one JSON object with a text type", () => {
  assertEquals(readFrame('{"type":"cancel","request_id":"a"}', MAX), {
    type: "cancel",
    request_id: "a",
  });
});

Deno.test("readFrame: what is no message is 31002", () => {
  for (
    const data of [
      "",
      "{",
      "[]",
      "null",
      "5",
      '"text"',
      "{}",
      '{"type":5}',
      '{"type":null}',
      '["type"]',
    ]
  ) {
    assertEquals(codeOf(data), 31002, data);
  }
});

Deno.test("readFrame: a binary frame is 31002, an oversized one 31003", () => {
  assertEquals(codeOf(new ArrayBuffer(10)), 31002);
  assertEquals(codeOf(new ArrayBuffer(MAX + 1)), 31003);
});

Deno.test("readFrame: the size is counted in bytes of UTF-8", () => {
  const frame = (text: string) => JSON.stringify({ type: "x", text });
  const overhead = frame("").length;
  assertEquals(readFrame(frame("a".repeat(MAX - overhead)), MAX).type, "x");
  assertEquals(codeOf(frame("a".repeat(MAX - overhead + 1))), 31003);
  const korean = frame("가".repeat(Math.floor((MAX - overhead) / 3)));
  assertEquals(readFrame(korean, MAX).type, "x");
  assertEquals(codeOf(korean.replace("가", "가가")), 31003);
  assertStringIncludes(
    assertThrows(() => readFrame("a".repeat(2000), MAX), AppError).detail ?? "",
    "2000 bytes",
  );
});

Deno.test("requestIdOf: only a text of 1 to 128 characters is echoed", () => {
  assertEquals(requestIdOf(undefined), undefined);
  assertEquals(requestIdOf({ type: "x", request_id: 5 }), undefined);
  assertEquals(requestIdOf({ type: "x", request_id: "" }), undefined);
  assertEquals(requestIdOf({ type: "x", request_id: "a".repeat(129) }), undefined);
  assertEquals(requestIdOf({ type: "x", request_id: "a".repeat(128) }), "a".repeat(128));
});

Deno.test("readFrame: what is neither text nor an ArrayBuffer is 31002", () => {
  for (const data of [undefined, null, 5, {}, new Blob(["{}"]), new Uint8Array(MAX + 1)]) {
    assertEquals(codeOf(data), 31002);
  }
});

Deno.test("readFrame: a frame that is no JSON has the parser's words as its cause", () => {
  const { cause } = assertThrows(() => readFrame("{", MAX), AppError);
  assertEquals(cause instanceof SyntaxError, true);
});

Deno.test("requestIdOf: one character is enough", () => {
  assertEquals(requestIdOf({ type: "x", request_id: "a" }), "a");
});
