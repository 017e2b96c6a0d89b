import { assertFalse, assertStrictEquals } from "@std/assert";
import { AppError, Cancelled } from "../../src/errors.ts";
import { Operation } from "../../src/domain/operation.ts";

Deno.test("Operation.stop: the first reason wins", () => {
  using running = new Operation();
  const first = new Cancelled("first");
  running.stop(first);
  running.stop(new Cancelled("second"));
  assertStrictEquals(running.signal.reason, first);
});

Deno.test("Operation.stopWith: follows the connection, also one that has ended already", () => {
  const connection = new AbortController();
  using before = new Operation();
  before.stopWith(connection.signal);
  assertFalse(before.signal.aborted);
  const gone = new Cancelled("gone");
  connection.abort(gone);
  assertStrictEquals(before.signal.reason, gone);
  using after = new Operation();
  after.stopWith(connection.signal);
  assertStrictEquals(after.signal.reason, gone);
});

Deno.test("Operation.stopAfter: stops with its reason; disposing clears the timer", async () => {
  using running = new Operation();
  const late = new AppError("SSH_COMMAND_TIMEOUT");
  running.stopAfter(0.01, () => late);
  await new Promise((resolve) => running.signal.addEventListener("abort", resolve));
  assertStrictEquals(running.signal.reason, late);
  const done = new Operation();
  done.stopAfter(1000, () => late); // The sanitizers find a timer that is left.
  done[Symbol.dispose]();
});
