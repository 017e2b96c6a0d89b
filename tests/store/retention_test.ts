import type { OperationStart } from "../../src/domain/history.ts";
import { assert, assertEquals, assertExists, assertLess } from "@std/assert";
import type { Store } from "../../src/store/open_store.ts";
import { verifyAudit } from "../../src/store/verify_audit.ts";
import { fillAudit } from "./fill_audit.ts";
import { outsider, PEER, storeFolder } from "./folder.ts";

const DAY_MS = 86_400_000;
const start: OperationStart = {
  operationId: "01890a5d-ac96-774b-bcce-b302099a8057",
  kind: "ssh_command",
  client: PEER,
  serverName: "a",
  transferName: null,
  command: "ls",
};
const done = { ending: "complete", exitCode: 0, errorCode: null, bytes: 1, files: null } as const;
const lease = { kind: "lock", client: PEER } as const;

const LOGIN = { action: "login", name: "ci", address: "10.0.0.9:5000" } as const;

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
  using store = folder.open({ historyDays: 1, auditDays: 1 });
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
  assertEquals(folder.log.lines.map(({ line }) => line), ["info audit head"]);
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

/** Ages the rows of the audit trail: the hashes are those of other times, and stay as they are. */
function age(file: string, days: readonly number[]): void {
  using other = outsider(file);
  for (const [index, count] of days.entries()) {
    const at = new Date(Date.now() - count * DAY_MS).toISOString();
    other.exec("UPDATE audit SET at = ? WHERE id = ?", at, index + 1);
  }
}

Deno.test("Store.prune: the last deleted row of the audit trail becomes its anchor", () => {
  using folder = storeFolder();
  using store = folder.open({ historyDays: 10, auditDays: 20 });
  for (let count = 1; count <= 4; count++) store.audit.record(LOGIN);
  const rows = () => store.audit.list({ limit: 9 }).reverse();
  const whole = rows();
  store.prune(Date.now() + 19.9 * DAY_MS);
  assertEquals(rows(), whole);
  age(folder.file, [21, 20.5, 1, 30]);
  const [, second, third, fourth] = rows();
  assertExists(second);
  store.prune(Date.now());
  const cleared = { name: null, address: null, connection_id: null, operation_id: null };
  const anchor = { ...second, ...cleared, action: "anchor", subject: null, outcome: null } as const;
  // The fourth row is old, but not before the third one.
  assertEquals(rows(), [{ ...anchor, detail: null }, third, fourth].filter(Boolean));
  store.prune(Date.now());
  assertEquals(rows().map(({ id }) => id), [2, 3, 4]);
});

Deno.test("Store.prune: the rest of the audit trail stays verifiable, also when all is old", () => {
  using folder = storeFolder();
  using store = folder.open({ historyDays: 1, auditDays: 2 });
  fillAudit(folder.file, 1_200);
  const later = Date.now() + 3 * DAY_MS;
  for (const [id, rows] of [[500, 700], [999, 201], [1_200, 0], [1_200, 0]] as const) {
    store.prune(later);
    const verdict = verifyAudit(folder.file);
    assertEquals([verdict.anchor?.id, verdict.rows, verdict.fault], [id, rows, null]);
  }
  store.audit.record(LOGIN);
  assertEquals(store.audit.list({ limit: 9 }).map(({ id, action }) => [id, action]), [
    [1_201, "login"],
    [1_200, "anchor"],
  ]);
  assertEquals([verifyAudit(folder.file).rows, verifyAudit(folder.file).fault], [1, null]);
});
