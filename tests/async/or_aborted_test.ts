import { assertEquals, assertRejects } from "@std/assert";
import { orAborted } from "../../src/async/or_aborted.ts";

Deno.test("orAborted: returns the value, or rejects with the promise's own reason", async () => {
  const { signal } = new AbortController();
  assertEquals(await orAborted(signal, Promise.resolve(1)), 1);
  await assertRejects(() => orAborted(signal, Promise.reject(new TypeError("x"))), TypeError, "x");
});

Deno.test("orAborted: rejects with the signal's reason, before and during the wait", async () => {
  const reason = new TypeError("stopped");
  const never = new Promise<void>(() => {});
  await assertRejects(() => orAborted(AbortSignal.abort(reason), never), TypeError, "stopped");
  const stop = new AbortController();
  const waiting = orAborted(stop.signal, never);
  stop.abort(reason);
  await assertRejects(() => waiting, TypeError, "stopped");
});

Deno.test(
  "orAborted: a promise that rejects after the abort is no unhandled rejection",
  async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    await assertRejects(
      () => orAborted(AbortSignal.abort(new TypeError("stopped")), promise),
      TypeError,
    );
    reject(new Error("late"));
    await new Promise((resolve) => setTimeout(resolve));
  },
);

Deno.test("orAborted: leaves no listener on the signal", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (
    ...args: Parameters<typeof remove>
  ) => (listeners--, remove(...args));
  await orAborted(signal, Promise.resolve());
  await assertRejects(() => orAborted(signal, Promise.reject(new TypeError("x"))), TypeError);
  assertEquals(listeners, 0);
});
