import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { openStore } from "../../src/store/open_store.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { createOlder, outsider, PEER, storeFolder } from "./folder.ts";

const options = { log: memoryLog(), historyDays: 90, auditDays: 365 };

Deno.test("openStore: creates the folder and the file, and finds the records again", () => {
  using folder = storeFolder();
  const path = `${folder.path}/deep/er/store.db`;
  {
    using store = openStore(path, options);
    store.knownHosts.remember("[10.0.0.1]:22", "SHA256:x");
    store.knownHosts.remember("[10.0.0.1]:22", "SHA256:y");
  }
  using store = openStore(path, options);
  store.check();
  assertEquals(store.knownHosts.fingerprintOf("[10.0.0.1]:22"), "SHA256:x");
  assertEquals(store.knownHosts.fingerprintOf("[10.0.0.1]:23"), undefined);
});

Deno.test("openStore: 40000 for a path that is no database, and one of a newer program", () => {
  using folder = storeFolder();
  assertEquals(assertThrows(() => openStore(folder.path, options), AppError).code, 40000);
  assertThrows(() => Deno.statSync(`${folder.path}.lock`), Deno.errors.NotFound);
  const text = "this is not a database, and long enough to be seen as none".repeat(100);
  Deno.writeTextFileSync(folder.file, text);
  assertEquals(assertThrows(() => folder.open(), AppError).code, 40000);
  Deno.removeSync(folder.file);
  {
    using database = outsider(folder.file);
    database.exec("PRAGMA user_version = 1000");
  }
  const error = assertThrows(() => folder.open(), AppError);
  assertEquals(error.code, 40000);
  assertStringIncludes(String(error.cause), "newer than this program: start the newer program");
});

Deno.test("openStore: 40000 while another store has the file, whose records stay", () => {
  using folder = storeFolder();
  using store = folder.open();
  const lease = store.history.beginLease({ kind: "lock", client: PEER });
  const error = assertThrows(() => folder.open(), AppError);
  assertEquals(error.code, 40000);
  assertStringIncludes(error.detail ?? "", "in use");
  assertEquals(store.history.leases({ limit: 1 })[0]?.ended_by, null);
  lease.end("released");
  assertEquals(store.history.leases({ limit: 1 })[0]?.ended_by, "released");
});

Deno.test("openStore: 40000 for a locked file, and works after the lock is released", () => {
  using folder = storeFolder();
  folder.open()[Symbol.dispose]();
  using database = outsider(folder.file);
  database.exec("BEGIN EXCLUSIVE");
  assertEquals(assertThrows(() => folder.open(), AppError).code, 40000);
  database.exec("ROLLBACK");
  using store = folder.open();
  store.check();
});

Deno.test("openStore: a file of the first version keeps its host keys, with new tables", () => {
  using folder = storeFolder();
  createOlder(folder.file, {
    version: 1,
    rows: "INSERT INTO known_hosts VALUES ('[a]:22', 'SHA256:x', '2026-01-01T00:00:00.000Z')",
  });
  using store = folder.open();
  assertEquals(store.knownHosts.fingerprintOf("[a]:22"), "SHA256:x");
  assertEquals(store.history.operations({ limit: 1 }), []);
  assertEquals(store.history.leases({ limit: 1 }), []);
  assertEquals(store.healthRecords.latest(), []);
  store.prune(Date.now());
  assertEquals(folder.log.lines, []);
});

Deno.test("openStore: operations and leases stay when their tables are renamed", () => {
  using folder = storeFolder();
  const operationId = "01890a5d-ac96-774b-bcce-b302099a8057";
  const time = "2026-01-02T03:04:05.678Z";
  createOlder(folder.file, {
    version: 7,
    rows: `INSERT INTO runs (id, operation_id, kind, connection_id, peer_address, command,
        started_at, ending, bytes)
      VALUES (41, '${operationId}', 'ssh_command', 'c', 'p', 'ls', '${time}', 'complete', 12);
      INSERT INTO holds (id, kind, connection_id, peer_address, started_at, ended_by)
      VALUES (6, 'session', 'c', 'p', '${time}', 'released'),
        (7, 'lock', 'c', 'p', '${time}', NULL)`,
  });
  using store = folder.open();
  const { history } = store;
  const [operation] = history.operations({ limit: 9 });
  assertEquals([operation?.id, operation?.operation_id], [41, operationId]);
  assertEquals(history.operation(operationId)?.bytes, 12);
  assertEquals(history.leases({ limit: 9 }).map(({ id, ended_by }) => [id, ended_by]), [
    [7, "interrupted"],
    [6, "released"],
  ]);
  history.beginLease({ kind: "lock", client: PEER });
  assertEquals(history.leases({ limit: 1 })[0]?.id, 8);
  using other = outsider(folder.file);
  const old = "SELECT name FROM sqlite_schema WHERE name LIKE 'runs%' OR name LIKE 'holds%'";
  assertEquals(other.prepare(old).values(), []);
});

Deno.test("openStore: a migration that fails half-way leaves the version before it", () => {
  using folder = storeFolder();
  {
    using database = outsider(folder.file);
    // Name of the last index that the third migration creates.
    database.exec("CREATE TABLE other (id INTEGER); CREATE INDEX holds_by_ended_by ON other (id)");
  }
  assertEquals(assertThrows(() => folder.open(), AppError).code, 40000);
  using database = outsider(folder.file);
  assertEquals(database.prepare("PRAGMA user_version").value<[number]>(), [2]);
  const made = "SELECT name FROM sqlite_schema WHERE name LIKE 'holds%'";
  assertEquals(database.prepare(made).values(), [["holds_by_ended_by"]]);
  database.exec("DROP TABLE other");
  using store = folder.open();
  assertEquals(store.history.leases({ limit: 1 }), []);
});

Deno.test("Store: without tables, check and reads are 41000, and records never throw", () => {
  using folder = storeFolder();
  using store = folder.open();
  {
    using database = outsider(folder.file);
    const tables = ["known_hosts", "operations", "leases", "server_health", "health_samples"];
    for (const table of [...tables, "health_transitions"]) database.exec(`DROP TABLE ${table}`);
  }
  const { history, healthRecords, knownHosts } = store;
  for (
    const read of [
      () => store.check(),
      () => knownHosts.fingerprintOf("x"),
      () => history.operations({ limit: 1 }),
      () => history.operation(crypto.randomUUID()),
      () => history.leases({ limit: 1 }),
      () => healthRecords.latest(),
      () => healthRecords.samples("a", { limit: 1 }),
      () => healthRecords.transitions("a", { limit: 1 }),
    ]
  ) assertEquals(assertThrows(read, AppError).code, 41000);
  history.beginLease({ kind: "lock", client: PEER }).end("released");
  assertEquals(folder.log.lines.map(({ line }) => line), [
    "error the database refuses a record, which is dropped",
    "error the database refuses a record, which is dropped",
  ]);
});

Deno.test("Store: a record after the disposal is logged, and throws nothing", () => {
  using folder = storeFolder();
  const store = folder.open();
  const lease = store.history.beginLease({ kind: "lock", client: PEER });
  store[Symbol.dispose]();
  lease.end("released");
  assertEquals(folder.log.lines.map(({ line }) => line), [
    "error a record came after the database was closed",
  ]);
  store[Symbol.dispose]();
});
