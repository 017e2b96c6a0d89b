import { assert, assertEquals, assertRejects } from "@std/assert";
import { watchSilence } from "../../src/output/watch_silence.ts";
import { collect, Pipe, streamOf, timer } from "./collect.ts";

Deno.test("watchSilence: tells once of a pull that stays unanswered, and goes on", async () => {
  const pipe = new Pipe<string>();
  let told = 0;
  const { promise: silent, resolve } = Promise.withResolvers<void>();
  const onSilence = () => {
    told++;
    resolve();
  };
  const all = collect(watchSilence(pipe, { silenceMs: 5, onSilence }));
  pipe.push("a");
  await silent;
  await timer(10);
  pipe.push("b");
  await timer(10);
  pipe.end();
  assertEquals(await all, ["a", "b"]);
  assertEquals(told, 1);
});

Deno.test("watchSilence: a slow reader is no silence", async () => {
  let told = 0;
  for await (const _ of watchSilence(streamOf("abc"), { silenceMs: 5, onSilence: () => told++ })) {
    await timer(10);
  }
  assertEquals(told, 0);
});

Deno.test("watchSilence: its signal ends the watch and leaves the stream", async () => {
  const pipe = new Pipe<string>();
  const watch = new AbortController();
  let told = 0;
  const options = { silenceMs: 5, onSilence: () => told++, signal: watch.signal };
  const items = watchSilence(pipe, options);
  const first = items.next();
  watch.abort();
  await timer(10);
  pipe.push("a", "b");
  assertEquals([(await first).value, (await items.next()).value, told], ["a", "b", 0]);
  await items.return();
});

Deno.test("watchSilence: ends its source when ended, and is over with it or its error", async () => {
  const pipe = new Pipe<string>();
  pipe.push("a");
  for await (const _ of watchSilence(pipe, { silenceMs: 1e9, onSilence: () => {} })) break;
  assert(pipe.isReleased);
  pipe.end(new Error("lost"));
  const items = watchSilence(pipe, { silenceMs: 1e9, onSilence: () => {} });
  await assertRejects(() => items.next(), Error, "lost");
});

Deno.test("watchSilence: a signal that has aborted already ends the watch before it begins", async () => {
  const pipe = new Pipe<string>();
  let told = 0;
  const options = { silenceMs: 1, onSilence: () => told++, signal: AbortSignal.abort() };
  const items = watchSilence(pipe, options);
  const first = items.next();
  await timer(10);
  pipe.push("a");
  assertEquals([(await first).value, told], ["a", 0]);
  await items.return();
});

Deno.test("watchSilence: a source that has ended or failed is not ended again", async () => {
  for (const failure of [undefined, new Error("lost")]) {
    const pipe = new Pipe<string>();
    pipe.end(failure);
    const items = watchSilence(pipe, { silenceMs: 1e9, onSilence: () => {} });
    await items.next().catch(() => {});
    assertEquals(pipe.isReleased, false);
  }
});

Deno.test("watchSilence: leaves nothing on its signal", async () => {
  const watch = new AbortController();
  const { signal } = watch;
  const listeners: string[] = [];
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...all: unknown[]) => {
    listeners.push("added");
    Reflect.apply(addEventListener, signal, all);
  };
  signal.removeEventListener = (...all: unknown[]) => {
    listeners.push("removed");
    Reflect.apply(removeEventListener, signal, all);
  };
  await collect(watchSilence(streamOf("ab"), { silenceMs: 1e9, onSilence: () => {}, signal }));
  assertEquals(listeners, ["added", "removed"]);
});
