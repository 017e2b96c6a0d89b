import { assert, assertEquals, assertLess, assertRejects, assertStringIncludes } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { scheduleHealth, tick } from "../../src/health/schedule.ts";
import { type Log, openLog } from "../../src/log.ts";
import { eventually } from "../harness/eventually.ts";

/** Opens a log in a file. `lines` returns its lines so far. */
function logToFile(): Disposable & { log: Log; lines(): string[] } {
  const file = Deno.makeTempFileSync();
  const log = openLog({ level: "info", format: "text", file, secrets: [] });
  return {
    log,
    lines: () => Deno.readTextFileSync(file).split("\n").filter((line) => line !== ""),
    [Symbol.dispose]: () => {
      log[Symbol.dispose]();
      Deno.removeSync(file);
    },
  };
}

/**
 * Replaces `Deno.cron` by one whose minutes pass with `tick`. Disposing it restores `Deno.cron`.
 */
function holdCron(): Disposable & { registered: string[]; tick(): Promise<void> } {
  const original = Object.getOwnPropertyDescriptor(Deno, "cron") ?? {};
  const registered: string[] = [];
  let handler = () => Promise.resolve();
  const value = (name: string, schedule: string, _options: unknown, run: typeof handler) => {
    registered.push(`${name} ${schedule}`);
    handler = run;
    return Promise.resolve();
  };
  Object.defineProperty(Deno, "cron", { value, configurable: true });
  return {
    registered,
    tick: () => handler(),
    [Symbol.dispose]: () => Object.defineProperty(Deno, "cron", original),
  };
}

/** Resolves when the signal aborts, as a sweep of a silent server does. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
}

Deno.test("tick: the second sweep starts 30 s after the start of the first", async () => {
  using written = logToFile();
  const { signal } = new AbortController();
  const events: string[] = [];
  const first = Promise.withResolvers<void>();
  const half = Promise.withResolvers<void>();
  const ticking = tick({
    log: written.log,
    signal,
    sweep: async () => {
      events.push("sweep");
      if (events.length < 3) await first.promise;
    },
    wait: async (ms) => {
      events.push(`wait ${ms}`);
      await half.promise;
      events.push("waited");
    },
  });
  assertEquals(events, ["sweep", "wait 30000"]);
  first.resolve();
  await first.promise;
  assertEquals(events, ["sweep", "wait 30000"]);
  half.resolve();
  await ticking;
  assertEquals(events, ["sweep", "wait 30000", "waited", "sweep"]);
  assertEquals(written.lines(), []);
});

Deno.test("tick: logs a failed sweep once, and goes on", async () => {
  using written = logToFile();
  let sweeps = 0;
  const sweep = () => {
    sweeps++;
    return Promise.reject(new AppError("DATABASE_QUERY_FAILED", "The disk is full"));
  };
  const { signal } = new AbortController();
  await tick({ sweep, log: written.log, signal, wait: () => Promise.resolve() });
  assertEquals(sweeps, 2);
  const lines = written.lines();
  assertEquals(lines.length, 2);
  for (const line of lines) assertStringIncludes(line, "ERROR health sweep failed code=41000");
});

Deno.test("tick: ends at once on its signal, in a sweep and in the wait", async () => {
  using written = logToFile();
  for (const sweep of [untilAborted, () => Promise.resolve()]) {
    const stopping = new AbortController();
    let sweeps = 0;
    const ticking = tick({
      log: written.log,
      signal: stopping.signal,
      sweep: (signal) => {
        sweeps++;
        return sweep(signal);
      },
    });
    const startedAt = performance.now();
    stopping.abort();
    await ticking;
    assertLess(performance.now() - startedAt, 1_000);
    assertEquals(sweeps, 1);
  }
});

Deno.test("tick: does nothing after its signal has aborted", async () => {
  using written = logToFile();
  const startedAt = performance.now();
  const sweep = () => Promise.reject(new Error("swept"));
  await tick({ log: written.log, signal: AbortSignal.abort(), sweep });
  assertLess(performance.now() - startedAt, 1_000);
  assertEquals(written.lines(), []);
});

Deno.test("scheduleHealth: sweeps at once, and is the only schedule until its end", async () => {
  using written = logToFile();
  for (let round = 0; round < 2; round++) {
    const stopping = new AbortController();
    const swept: AbortSignal[] = [];
    const options = {
      log: written.log,
      signal: stopping.signal,
      sweep: (signal: AbortSignal) => {
        swept.push(signal);
        return Promise.resolve();
      },
    };
    const scheduled = scheduleHealth(options);
    assertEquals(swept, [stopping.signal]);
    await assertRejects(() => scheduleHealth(options), TypeError, "already exists");
    stopping.abort();
    await scheduled;
    assertEquals(swept.length, 1);
  }
  assertEquals(written.lines(), []);
});

Deno.test("scheduleHealth: ticks every minute, and resolves when the tick has ended", async () => {
  using written = logToFile();
  using cron = holdCron();
  const stopping = new AbortController();
  const events: string[] = [];
  const scheduled = scheduleHealth({
    log: written.log,
    signal: stopping.signal,
    sweep: async (signal) => {
      events.push("sweep");
      if (events.length < 2) return;
      await untilAborted(signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      events.push("end of the tick's sweep");
    },
  });
  assertEquals(cron.registered, ["health * * * * *"]);
  const ticking = cron.tick();
  stopping.abort();
  await scheduled;
  assertEquals(events, ["sweep", "sweep", "end of the tick's sweep"]);
  await ticking;
});

Deno.test("scheduleHealth: resolves when the current sweep has ended", async () => {
  using written = logToFile();
  const stopping = new AbortController();
  let isOver = false;
  const scheduled = scheduleHealth({
    log: written.log,
    signal: stopping.signal,
    sweep: async (signal) => {
      await untilAborted(signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
      isOver = true;
    },
  });
  stopping.abort();
  await scheduled;
  assert(isOver);
});

Deno.test("scheduleHealth: logs a failed first sweep, and goes on", async () => {
  using written = logToFile();
  const stopping = new AbortController();
  let isSettled = false;
  const scheduled = scheduleHealth({
    log: written.log,
    signal: stopping.signal,
    sweep: () => Promise.reject(new Error("unforeseen")),
  }).then(() => isSettled = true);
  await eventually(() => written.lines().length === 1, "the failure is logged");
  assertStringIncludes(written.lines()[0] ?? "", "code=10000");
  assertEquals(isSettled, false);
  stopping.abort();
  await scheduled;
});
