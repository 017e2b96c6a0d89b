import { assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { AppError, Cancelled } from "../../src/errors.ts";
import { createEncoder } from "../../src/output/encode.ts";
import { type Keyboard, Operation } from "../../src/stub/operation.ts";

const SIZE = { cols: 80, rows: 24 };

function operation(encoding = "utf-8"): Operation {
  return new Operation({ size: SIZE, encode: createEncoder(encoding) });
}

/** A terminal that takes down what it is given. */
function recorder(unsentBytes = 0): Keyboard & { typed: string; sizes: object[] } {
  return {
    typed: "",
    sizes: [],
    unsentBytes,
    write(bytes) {
      this.typed += new TextDecoder().decode(bytes);
    },
    resize(size) {
      this.sizes.push(size);
    },
  };
}

Deno.test("Operation.type: what is typed before the terminal is there arrives first, in order", () => {
  using running = operation();
  running.type("a");
  running.type("가");
  running.resize({ cols: 100, rows: 30 });
  const terminal = recorder();
  running.attach(terminal);
  running.type("b");
  running.resize({ cols: 90, rows: 20 });
  assertEquals(terminal.typed, "a가b");
  assertEquals(terminal.sizes, [{ cols: 100, rows: 30 }, { cols: 90, rows: 20 }]);
  assertEquals(running.size, { cols: 90, rows: 20 });
});

Deno.test("Operation.type: over 1 MiB waiting is 14001, before and after the terminal is there", () => {
  using running = operation();
  for (let i = 0; i < 16; i++) running.type("x".repeat(65_536));
  assertEquals(assertThrows(() => running.type("x"), AppError).code, 14001);
  const full = recorder(1_048_570);
  running.attach(full);
  assertEquals(full.typed.length, 1_048_576);
  running.type("123456");
  assertEquals(assertThrows(() => running.type("1234567"), AppError).code, 14001);
});

Deno.test("Operation.type: a character that the server's encoding lacks is 12000", () => {
  using running = operation("euc-kr");
  assertEquals(assertThrows(() => running.type("😀"), AppError).code, 12000);
});

Deno.test("Operation.stop: the first reason wins", () => {
  using running = operation();
  const first = new Cancelled("first");
  running.stop(first);
  running.stop(new Cancelled("second"));
  assertStrictEquals(running.signal.reason, first);
});

Deno.test("Operation.stopWith: follows the connection, also one that has ended already", () => {
  const connection = new AbortController();
  using before = operation();
  before.stopWith(connection.signal);
  assertFalse(before.signal.aborted);
  const gone = new Cancelled("gone");
  connection.abort(gone);
  assertStrictEquals(before.signal.reason, gone);
  using after = operation();
  after.stopWith(connection.signal);
  assertStrictEquals(after.signal.reason, gone);
});

Deno.test("Operation.stopAfter: stops with its reason; disposing clears the timer", async () => {
  using running = operation();
  const late = new AppError("SSH_COMMAND_TIMEOUT");
  running.stopAfter(0.01, late);
  await new Promise((resolve) => running.signal.addEventListener("abort", resolve));
  assertStrictEquals(running.signal.reason, late);
  const done = operation();
  done.stopAfter(1000, late); // The sanitizers find a timer that is left.
  done[Symbol.dispose]();
});
