import type { OperationStart } from "../../src/domain/history.ts";
import { assert, assertEquals, assertLess } from "@std/assert";
import type { Store } from "../../src/store/open_store.ts";
import { outsider, storeFolder } from "./folder.ts";

const DAY_MS = 86_400_000;
const start: OperationStart = {
  operationId: "01890a5d-ac96-774b-bcce-b302099a8057",
  kind: "ssh_command",
  client: { id: "c", address: "p" },
  serverName: "a",
  transferName: null,
  command: "ls",
};
const done = { ending: "complete", exitCode: 0, errorCode: null, bytes: 1, files: null } as const;
const lease = { kind: "lock", client: { id: "c", address: "p" } } as const;

function sweep(store: Store, timeMs: number, servers = 1): void {
  store.healthRecords.save(Array.from({ length: servers }, (_, index) => ({
    changed: true,
    record: {
      serverName: `s${index}`,
      isHealthy: true,
      lastChecked: new Date(timeMs).toISOString(),
      consecutiveFailures: 0,
      consecutiveSuccesses: 1,
      latencyMs: 1,
      lastError: null,
    },
  })));
}

Deno.test("Store.prune: deletes records older than HISTORY_DAYS, and nothing that runs", () => {
  using folder = storeFolder();
  using store = folder.open({ historyDays: 10 });
  const { history, healthRecords } = store;
  history.beginOperation(start).end(done);
  history.beginOperation(start);
  history.beginLease(lease).end("released");
  history.beginLease(lease);
  sweep(store, Date.now());
  const counts = () => [
    history.operations({ limit: 9 }).map(({ id }) => id),
    history.leases({ limit: 9 }).map(({ id }) => id),
    healthRecords.transitions("s0", { limit: 9 }).length,
  ];
  store.prune(Date.now() + 9.9 * DAY_MS);
  assertEquals(counts(), [[2, 1], [2, 1], 1]);
  store.prune(Date.now() + 10.1 * DAY_MS);
  assertEquals(counts(), [[2], [2], 0]);
  assertEquals(healthRecords.latest().length, 1);
});

Deno.test("Store.prune: deletes samples after 7 days, whatever HISTORY_DAYS is", () => {
  using folder = storeFolder();
  using store = folder.open({ historyDays: 90 });
  const now = Date.now();
  for (const days of [7.1, 6.9, 0]) sweep(store, now - days * DAY_MS);
  store.prune(now);
  assertEquals(store.healthRecords.samples("s0", { limit: 9 }).length, 2);
  assertEquals(store.healthRecords.transitions("s0", { limit: 9 }).length, 3);
  using other = outsider(folder.file);
  assertEquals(other.prepare("SELECT count(*) FROM health_sweeps").value<[number]>(), [2]);
});

Deno.test("Store.prune: one call does a part, many do all, and the file gets smaller", () => {
  using folder = storeFolder();
  using store = folder.open({ historyDays: 1 });
  const now = Date.now();
  const command = "x".repeat(2000);
  for (let count = 0; count < 1200; count++) {
    store.history.beginOperation({ ...start, command }).end(done);
  }
  for (let count = 1; count <= 35; count++) sweep(store, now - 8 * DAY_MS + count * 1000, 100);
  using other = outsider(folder.file);
  const count = (table: string) => other.prepare(`SELECT count(*) FROM ${table}`).value<[number]>();
  const size = () => {
    other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return Deno.statSync(folder.file).size;
  };
  const before = size();
  store.prune(now + 2 * DAY_MS);
  assertEquals(count("operations"), [700]);
  assertEquals(count("health_samples"), [2500]);
  assertEquals(count("health_transitions"), [3000]);
  for (let call = 0; call < 8; call++) store.prune(now + 2 * DAY_MS);
  for (const table of ["operations", "health_samples", "health_sweeps", "health_transitions"]) {
    assertEquals(count(table), [0], table);
  }
  assertLess(size(), before / 4);
  assertEquals(folder.log.lines, []);
});

Deno.test("Store.prune: does nothing while the file cannot be written", () => {
  using folder = storeFolder();
  using store = folder.open();
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  store.history.beginLease(lease);
  for (let call = 0; call < 100; call++) store.prune(Date.now());
  other.exec("ROLLBACK");
  store[Symbol.dispose]();
  assert(folder.log.lines.some(({ facts }) => facts.late === 1));
});
