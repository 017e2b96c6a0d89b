import type { HealthRecord } from "../../src/domain/health.ts";
import { assertEquals } from "@std/assert";
import type { Store } from "../../src/store/open_store.ts";
import { eventually } from "../harness/eventually.ts";
import { outsider, storeFolder } from "./folder.ts";

const up: HealthRecord = {
  serverName: "a",
  isHealthy: true,
  lastChecked: "2026-01-01T00:00:00.000Z",
  consecutiveFailures: 0,
  consecutiveSuccesses: 4,
  latencyMs: 1.5,
  lastError: "20002 SSH connection refused",
};
const down: HealthRecord = {
  ...up,
  serverName: 'b\'s "한글"',
  isHealthy: false,
  lastChecked: "2026-01-01T00:00:04.321Z",
  consecutiveFailures: 2,
  consecutiveSuccesses: 0,
  latencyMs: null,
  lastError: "silent",
};
const sampleOf = ({ lastChecked, latencyMs }: HealthRecord, error: string | null = null) => ({
  checked_at: lastChecked,
  ok: error === null,
  latency_ms: latencyMs,
  error,
});

Deno.test("HealthRecords.save: keeps the latest state, a sample per server, and changes", () => {
  using folder = storeFolder();
  {
    using store = folder.open();
    store.healthRecords.save([{ record: up, changed: false }, { record: down, changed: true }]);
  }
  using store = folder.open();
  const { healthRecords } = store;
  assertEquals(healthRecords.latest(), [up, down]);
  assertEquals(healthRecords.samples("a", { limit: 9 }), [sampleOf(up)]);
  assertEquals(healthRecords.transitions("a", { limit: 9 }), []);
  assertEquals(healthRecords.samples(down.serverName, { limit: 9 }), [sampleOf(down, "silent")]);
  assertEquals(healthRecords.transitions(down.serverName, { limit: 9 }), [
    { changed_at: down.lastChecked, is_healthy: false, error: "silent" },
  ]);
  const upAgain = { ...down, isHealthy: true, lastChecked: "2026-01-01T00:00:30.000Z" };
  const better = { ...upAgain, consecutiveFailures: 0, consecutiveSuccesses: 1, latencyMs: 3 };
  healthRecords.save([{ record: better, changed: true }]);
  healthRecords.save([]);
  assertEquals(healthRecords.latest(), [up, better]);
  assertEquals(healthRecords.samples(down.serverName, { limit: 9 }), [
    sampleOf(better),
    sampleOf(down, "silent"),
  ]);
  assertEquals(healthRecords.transitions(down.serverName, { limit: 9 }), [
    { changed_at: better.lastChecked, is_healthy: true, error: null },
    { changed_at: down.lastChecked, is_healthy: false, error: "silent" },
  ]);
  assertEquals(healthRecords.samples("nobody", { limit: 9 }), []);
  assertEquals(healthRecords.transitions("nobody", { limit: 9 }), []);
  assertEquals(folder.log.lines, []);
});

Deno.test("HealthRecords.samples, transitions: newest first, by since, until and limit", () => {
  using folder = storeFolder();
  using store = folder.open();
  const times = [10, 11, 12, 13].map((minute) => `2026-01-01T00:${minute}:00.000Z`);
  for (const lastChecked of times) {
    store.healthRecords.save([{ record: { ...up, lastChecked }, changed: true }]);
  }
  for (const read of ["samples", "transitions"] as const) {
    const timesOf = (filter: { since?: string; until?: string; limit: number }) =>
      store.healthRecords[read]("a", filter).map((row) =>
        "checked_at" in row ? row.checked_at : row.changed_at
      );
    assertEquals(timesOf({ limit: 9 }), times.toReversed());
    assertEquals(timesOf({ limit: 2 }), times.toReversed().slice(0, 2));
    assertEquals(timesOf({ since: "2026-01-01T09:12:00+09:00", limit: 9 }), [times[3], times[2]]);
    assertEquals(timesOf({ until: "2026-01-01T09:12:00+09:00", limit: 9 }), [times[1], times[0]]);
  }
});

/** Returns the query plan for the samples of one server that meet `conditions`. */
function planOf(conditions: string): string[] {
  using folder = storeFolder();
  folder.open()[Symbol.dispose]();
  using other = outsider(folder.file);
  return other.prepare(
    `EXPLAIN QUERY PLAN
     SELECT ok FROM server_health CROSS JOIN health_sweeps CROSS JOIN health_samples
       USING (swept_at)
     ${conditions}`,
  ).all<{ detail: string }>("a", 1, 1).map(({ detail }) =>
    detail.replace(/USING (COVERING )?/, "")
  );
}

Deno.test("HealthRecords.samples: reads as many sweeps as samples, and sorts nothing", () => {
  const plan = planOf(
    `WHERE server_name = ? AND swept_at >= ? AND server_id = server_health.id
     ORDER BY swept_at DESC LIMIT ?`,
  );
  assertEquals(plan, [
    "SEARCH server_health INDEX sqlite_autoindex_server_health_1 (server_name=?)",
    "SEARCH health_sweeps INTEGER PRIMARY KEY (rowid>?)",
    "SEARCH health_samples PRIMARY KEY (swept_at=? AND server_id=?)",
  ]);
});

/** Saves a sweep of server `a` at `ms` after the start of 2026; without a latency it failed. */
function saveAt({ healthRecords }: Store, ms: number, latencyMs: number | null): void {
  const lastChecked = new Date(Date.parse("2026-01-01T00:00:00.000Z") + ms).toISOString();
  const checks = latencyMs === null
    ? { consecutiveFailures: 1, consecutiveSuccesses: 0 }
    : { consecutiveFailures: 0, consecutiveSuccesses: 1 };
  healthRecords.save([
    { record: { ...up, ...checks, lastChecked, latencyMs }, changed: false },
    { record: { ...down, lastChecked }, changed: false },
  ]);
}

Deno.test("HealthRecords.points: counts, failures and the median of each interval", () => {
  using folder = storeFolder();
  using store = folder.open();
  const startMs = Date.parse("2026-01-01T00:00:00.000Z");
  const at = (ms: number) => new Date(startMs + ms).toISOString();
  // The intervals of 10 ms by 3 begin at 0, 3.4 and 6.7 ms.
  saveAt(store, -1, 1_000);
  saveAt(store, 0, 9);
  saveAt(store, 2, null);
  saveAt(store, 3, 10);
  saveAt(store, 7, 5);
  saveAt(store, 8, 80);
  saveAt(store, 9, 7.5);
  saveAt(store, 10, 6);
  saveAt(store, 11, 1_000);
  assertEquals(store.healthRecords.points("a", { count: 3, startMs, endMs: startMs + 10 }), [
    { from: at(0), checks: 3, failures: 1, latency_ms: 9.5 },
    { from: at(4), checks: 0, failures: 0, latency_ms: null },
    { from: at(7), checks: 4, failures: 0, latency_ms: 6.8 },
  ]);
  assertEquals(store.healthRecords.points("a", { count: 1, startMs, endMs: startMs + 9 }), [
    { from: at(0), checks: 6, failures: 1, latency_ms: 9 },
  ]);
  const none = { from: at(0), checks: 0, failures: 0, latency_ms: null };
  assertEquals(store.healthRecords.points("b", { count: 1, startMs, endMs: startMs + 9 }), [none]);
});

Deno.test("HealthRecords.points: failures alone have no latency, whatever the order", () => {
  using folder = storeFolder();
  using store = folder.open();
  const startMs = Date.parse("2026-01-01T00:00:00.000Z");
  // The clock was set back: the later sweeps have the earlier times.
  for (const ms of [5_000, 4_000, 3_000]) saveAt(store, ms, null);
  const [point] = store.healthRecords.points("a", { count: 1, startMs, endMs: startMs + 4_500 });
  assertEquals([point?.checks, point?.failures, point?.latency_ms], [2, 2, null]);
});

Deno.test("HealthRecords.points: of seven intervals of a day, each check is in its own", () => {
  using folder = storeFolder();
  using store = folder.open();
  const startMs = Date.parse("2026-01-01T00:00:00.000Z");
  const intervals = { count: 7, startMs, endMs: startMs + 86_400_000 };
  const edges = store.healthRecords.points("a", intervals)
    .map(({ from }) => Date.parse(from) - startMs);
  assertEquals(edges.slice(0, 3), [0, 12_342_858, 24_685_715]);
  for (const edge of edges) saveAt(store, edge, 1);
  for (const edge of edges.slice(1)) saveAt(store, edge - 1, 3);
  const points = store.healthRecords.points("a", intervals);
  assertEquals(points.map(({ checks }) => checks), [2, 2, 2, 2, 2, 2, 1]);
  assertEquals(points.map(({ latency_ms }) => latency_ms), [2, 2, 2, 2, 2, 2, 1]);
});

Deno.test("HealthRecords.points: reads the sweeps of the time alone", () => {
  const plan = planOf(
    `WHERE server_name = ? AND swept_at BETWEEN ? AND ? AND server_id = server_health.id`,
  );
  assertEquals(plan, [
    "SEARCH server_health INDEX sqlite_autoindex_server_health_1 (server_name=?)",
    "SEARCH health_sweeps INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
    "SEARCH health_samples PRIMARY KEY (swept_at=? AND server_id=?)",
  ]);
});

Deno.test("HealthRecords.save: waits while the file is locked", async () => {
  using folder = storeFolder();
  using store = folder.open();
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  store.healthRecords.save([{ record: up, changed: true }]);
  assertEquals(store.healthRecords.latest(), []);
  other.exec("ROLLBACK");
  await eventually(() => store.healthRecords.latest().length === 1, "the sweep is written");
  assertEquals(store.healthRecords.samples("a", { limit: 9 }), [sampleOf(up)]);
});
