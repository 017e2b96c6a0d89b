import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import type { Store } from "../../src/store/open_store.ts";
import { RETRY_MS } from "../../src/store/writes.ts";
import { eventually } from "../harness/eventually.ts";
import { outsider, PEER, type StoreFolder, storeFolder } from "./folder.ts";

const peer = { client: PEER };

/** Begins and ends a lease. */
function record(store: Store): void {
  store.history.beginLease({ kind: "lock", ...peer }).end("released");
}

function leaseIds(store: Store): number[] {
  return store.history.leases({ limit: 9 }).map(({ id }) => id);
}

function names(folder: StoreFolder): string[] {
  return [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
}

/** Checks whether the outage is over: every waiting record is written, in one turn or in more. */
function isWritten({ log }: StoreFolder): boolean {
  return log.lines.at(-1)?.line === "info the database can be written again";
}

/** Asserts that the file is reported as not in its place, once in the log. */
function assertAway(store: Store, { log }: StoreFolder): void {
  for (let times = 0; times < 2; times++) {
    const error = assertThrows(() => store.check(), AppError);
    assertEquals(error.code, 41000);
    assertStringIncludes(error.detail ?? "", "deleted, moved or replaced");
  }
  const lines = log.lines.filter(({ line }) => line.startsWith("error"));
  assertEquals(lines.map(({ line }) => line), [
    "error the database cannot be written; records wait in memory",
  ]);
}

/** Returns the number of leases that another program reads from the file at `path`. */
function countIn(path: string): number {
  using other = outsider(path);
  return other.prepare("SELECT count(*) FROM leases").value<[number]>()?.[0] ?? 0;
}

Deno.test("Store: a deleted file is 41000 at once, and is saved with all records", () => {
  using folder = storeFolder();
  {
    using store = folder.open();
    record(store);
    Deno.removeSync(folder.file);
    assertAway(store, folder);
    record(store);
    assertEquals(leaseIds(store), [1]);
  }
  assertEquals(folder.log.lines.map(({ line }) => line).slice(1), [
    "info the database can be written again",
    "warn the deleted database file is saved",
  ]);
  using store = folder.open();
  assertEquals(leaseIds(store), [2, 1]);
  store.check();
  using other = outsider(folder.file);
  assertEquals(other.prepare("PRAGMA integrity_check").value<[string]>(), ["ok"]);
});

Deno.test("Store: a deleted folder is created again, with the mode of the file", () => {
  using folder = storeFolder();
  {
    using store = folder.open();
    Deno.chmodSync(folder.file, 0o640);
    record(store);
    Deno.removeSync(folder.path, { recursive: true });
    assertAway(store, folder);
  }
  assertEquals((Deno.statSync(folder.file).mode ?? 0) & 0o777, 0o640);
  using store = folder.open();
  assertEquals(leaseIds(store), [1]);
});

Deno.test("Store: prune notices a deleted file, and queues nothing", () => {
  using folder = storeFolder();
  using store = folder.open();
  Deno.removeSync(folder.file);
  for (let minute = 0; minute < 3; minute++) store.prune(Date.now());
  assertEquals(folder.log.lines.length, 1);
  store[Symbol.dispose]();
  assertEquals(folder.log.lines[1]?.facts, { late: 0, lost: 0 });
});

Deno.test("Store: a moved file that comes back gets the records made meanwhile", async () => {
  using folder = storeFolder();
  using store = folder.open();
  record(store);
  const elsewhere = `${folder.path}/elsewhere`;
  await Deno.rename(folder.file, elsewhere);
  record(store);
  assertAway(store, folder);
  assertEquals(countIn(elsewhere), 1);
  await Deno.rename(elsewhere, folder.file);
  await eventually(() => isWritten(folder), "the records are written");
  assertEquals(leaseIds(store).length, 2);
  store.check();
  assertEquals(folder.log.lines.at(-1)?.facts, { late: 2, lost: 0 });
});

Deno.test("Store: a file that comes back is noticed without waiting records", async () => {
  using folder = storeFolder();
  using store = folder.open();
  await Deno.rename(folder.file, `${folder.path}/elsewhere`);
  assertAway(store, folder);
  const twoTriesLater = performance.now() + 2.2 * RETRY_MS;
  await eventually(() => performance.now() > twoTriesLater, "two tries in vain");
  assertAway(store, folder);
  await Deno.rename(`${folder.path}/elsewhere`, folder.file);
  await eventually(() => folder.log.lines.length === 2, "writing works again");
  store.check();
});

Deno.test("Store: a file that stays moved has every record after the disposal", () => {
  using folder = storeFolder();
  const elsewhere = `${folder.path}/elsewhere`;
  {
    using store = folder.open();
    record(store);
    Deno.renameSync(folder.file, elsewhere);
    record(store);
    assertAway(store, folder);
  }
  assertEquals(countIn(elsewhere), 2);
  assert(!names(folder).includes("store.db"));
});

Deno.test("Store: a moved folder has every record, and nothing takes its place", () => {
  using folder = storeFolder();
  using other = storeFolder();
  const elsewhere = `${other.path}/moved`;
  {
    using store = folder.open();
    record(store);
    Deno.renameSync(folder.path, elsewhere);
    record(store);
    assertAway(store, folder);
  }
  assertThrows(() => Deno.statSync(folder.path), Deno.errors.NotFound);
  assertEquals(countIn(`${elsewhere}/store.db`), 2);
  Deno.renameSync(elsewhere, folder.path);
});

Deno.test("Store: a replacing file is left alone, and the old file is saved beside it", () => {
  using folder = storeFolder();
  using source = storeFolder();
  source.open()[Symbol.dispose]();
  {
    using store = folder.open();
    record(store);
    Deno.renameSync(source.file, folder.file);
    record(store);
    assertAway(store, folder);
    // A crash now leaves an empty log, which SQLite would apply to the new file.
    assertEquals(Deno.statSync(`${folder.file}-wal`).size, 0);
  }
  assertEquals(countIn(folder.file), 0);
  const [, saved = ""] = names(folder).filter((name) => /^store\.db(\.\d{8}T\d{6}Z)?$/.test(name));
  assertEquals(folder.log.lines.at(-1)?.facts, { file: saved });
  assertEquals(countIn(`${folder.path}/${saved}`), 2);
});

Deno.test("Store: a deleted file that cannot be saved is logged", () => {
  using folder = storeFolder();
  {
    using _store = folder.open();
    Deno.removeSync(folder.path, { recursive: true });
    Deno.writeTextFileSync(folder.path, "a file where the folder was");
  }
  assertEquals(folder.log.lines.at(-1)?.line, "error the deleted database file cannot be saved");
});

for (const suffix of ["-wal", "-shm"]) {
  Deno.test(`Store: a deleted ${suffix} file is created again, without loss`, () => {
    using folder = storeFolder();
    using store = folder.open();
    record(store);
    Deno.removeSync(`${folder.file}${suffix}`);
    store.check();
    record(store);
    assertEquals(folder.log.lines.map(({ line }) => line), [
      "warn files beside the database were deleted or replaced, and are created again",
    ]);
    assertEquals(countIn(folder.file), 2);
    assert(names(folder).includes(`store.db${suffix}`));
  });
}

Deno.test("Store: a deleted -wal file is created again after another program reads", async () => {
  using folder = storeFolder();
  using store = folder.open();
  record(store);
  {
    using reader = outsider(folder.file);
    assertEquals(reader.prepare("SELECT count(*) FROM leases").value<[number]>(), [1]);
    await Deno.remove(`${folder.file}-wal`);
    record(store);
    assertEquals(assertThrows(() => store.check(), AppError).code, 41000);
    assertEquals(leaseIds(store), [1]);
  }
  await eventually(() => isWritten(folder), "the record is written");
  assertEquals(leaseIds(store).length, 2);
  store.check();
  assertEquals(countIn(folder.file), 2);
});
