import { assert, assertEquals, assertRejects } from "@std/assert";
import { watchSilence } from "../../src/output/watch_silence.ts";
import { collect, Pipe, sleep, streamOf } from "./collect.ts";

Deno.test("watchSilence: calls `onSilence` once for an unanswered pull", async () => {
  const pipe = new Pipe<string>();
  let calls = 0;
  const { promise: silent, resolve } = Promise.withResolvers<void>();
  const onSilence = () => {
    calls++;
    resolve();
  };
  const all = collect(watchSilence(pipe, { silenceMs: 5, onSilence }));
  pipe.push("a");
  await silent;
  await sleep(10);
  pipe.push("b");
  await sleep(10);
  pipe.end();
  assertEquals(await all, ["a", "b"]);
  assertEquals(calls, 1);
});

Deno.test("watchSilence: does not count the time of a slow reader", async () => {
  let calls = 0;
  for await (const _ of watchSilence(streamOf("abc"), { silenceMs: 5, onSilence: () => calls++ })) {
    await sleep(10);
  }
  assertEquals(calls, 0);
});

Deno.test("watchSilence: its signal ends the watch, and not the stream", async () => {
  const pipe = new Pipe<string>();
  const watch = new AbortController();
  let calls = 0;
  const options = { silenceMs: 5, onSilence: () => calls++, signal: watch.signal };
  const items = watchSilence(pipe, options);
  const first = items.next();
  watch.abort();
  await sleep(10);
  pipe.push("a", "b");
  assertEquals([(await first).value, (await items.next()).value, calls], ["a", "b", 0]);
  await items.return();
});

Deno.test("watchSilence: returns its source, and passes on its error", async () => {
  const pipe = new Pipe<string>();
  pipe.push("a");
  for await (const _ of watchSilence(pipe, { silenceMs: 1e9, onSilence: () => {} })) break;
  assert(pipe.isReleased);
  pipe.end(new Error("lost"));
  const items = watchSilence(pipe, { silenceMs: 1e9, onSilence: () => {} });
  await assertRejects(() => items.next(), Error, "lost");
});

Deno.test("watchSilence: does not watch after its signal has aborted", async () => {
  const pipe = new Pipe<string>();
  let calls = 0;
  const options = { silenceMs: 1, onSilence: () => calls++, signal: AbortSignal.abort() };
  const items = watchSilence(pipe, options);
  const first = items.next();
  await sleep(10);
  pipe.push("a");
  assertEquals([(await first).value, calls], ["a", 0]);
  await items.return();
});

Deno.test("watchSilence: does not return a source that has ended or failed", async () => {
  for (const failure of [undefined, new Error("lost")]) {
    const pipe = new Pipe<string>();
    pipe.end(failure);
    const items = watchSilence(pipe, { silenceMs: 1e9, onSilence: () => {} });
    await items.next().catch(() => {});
    assertEquals(pipe.isReleased, false);
  }
});
