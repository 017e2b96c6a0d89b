import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { openStore } from "../../src/store/open_store.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { outsider, storeFolder } from "./folder.ts";

const options = { log: memoryLog(), historyDays: 90 };

Deno.test("openStore: makes the folder and the file, and finds the records again", () => {
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

Deno.test("openStore: 40000 for a path that is no database, and for one of a newer program", () => {
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
  assertStringIncludes(String(error.cause), "newer than this program");
});

Deno.test("openStore: 40000 while another one has it open, whose records stay as they are", () => {
  using folder = storeFolder();
  using store = folder.open();
  const hold = store.history.beginLease({ kind: "lock", client: { id: "c", address: "p" } });
  const error = assertThrows(() => folder.open(), AppError);
  assertEquals(error.code, 40000);
  assertStringIncludes(error.detail ?? "", "in use");
  assertEquals(store.history.leases({ limit: 1 })[0]?.ended_by, null);
  hold.end("released");
  assertEquals(store.history.leases({ limit: 1 })[0]?.ended_by, "released");
});

Deno.test("openStore: 40000 for a file that another program keeps locked, and works once it lets go", () => {
  using folder = storeFolder();
  folder.open()[Symbol.dispose]();
  using database = outsider(folder.file);
  database.exec("BEGIN EXCLUSIVE");
  assertEquals(assertThrows(() => folder.open(), AppError).code, 40000);
  database.exec("ROLLBACK");
  using store = folder.open();
  store.check();
});

Deno.test("openStore: a file of the first version keeps its host keys and gets the new tables", () => {
  using folder = storeFolder();
  {
    using database = outsider(folder.file);
    database.exec(`CREATE TABLE known_hosts (
        address TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, first_seen TEXT NOT NULL) STRICT;
      INSERT INTO known_hosts VALUES ('[a]:22', 'SHA256:x', '2026-01-01T00:00:00.000Z');
      PRAGMA user_version = 1`);
  }
  using store = folder.open();
  assertEquals(store.knownHosts.fingerprintOf("[a]:22"), "SHA256:x");
  assertEquals(store.history.operations({ limit: 1 }), []);
  assertEquals(store.history.leases({ limit: 1 }), []);
  assertEquals(store.healthRecords.latest(), []);
  store.prune(Date.now());
  assertEquals(folder.log.lines, []);
});

Deno.test("openStore: a migration that fails half-way leaves the version before it, and nothing of its own", () => {
  using folder = storeFolder();
  {
    using database = outsider(folder.file);
    // The name of the last index that the third migration makes.
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

Deno.test("Store: 41000 from check and from every read when the tables are gone; to record never throws", () => {
  using folder = storeFolder();
  using store = folder.open();
  {
    using database = outsider(folder.file);
    const tables = ["known_hosts", "runs", "holds", "server_health", "health_samples"];
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
  history.beginLease({ kind: "lock", client: { id: "c", address: "p" } }).end("released");
  assertEquals(folder.log.lines.map(({ line }) => line), [
    "error the database refuses a record, which is dropped",
    "error the database refuses a record, which is dropped",
  ]);
});

Deno.test("Store: what comes when it is closed is logged, and throws nothing", () => {
  using folder = storeFolder();
  const store = folder.open();
  const hold = store.history.beginLease({ kind: "lock", client: { id: "c", address: "p" } });
  store[Symbol.dispose]();
  hold.end("released");
  assertEquals(folder.log.lines.map(({ line }) => line), [
    "error a record came when the database was closed",
  ]);
  store[Symbol.dispose]();
});
