import { Database } from "@db/sqlite";
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { StoredRunLease } from "../../src/domain/lease_store.ts";
import { AppError } from "../../src/errors.ts";
import { DurableWrites } from "../../src/store/durable_writes.ts";
import { clientOf, setUpLeases } from "../leases/lease_setup.ts";
import { storeFolder } from "./folder.ts";

const LEASE: StoredRunLease = {
  leaseId: 41,
  runId: "0198c1a2-7f3e-7abc-9def-000000000001",
  ownerName: null,
  servers: ["a", "b"],
  reason: "load",
  fence: 43,
  since: "2026-01-01T12:00:00.000Z",
};

Deno.test("LeaseStore.save: the leases of the last call are there after a restart", () => {
  using folder = storeFolder();
  const other = { ...LEASE, leaseId: 44, runId: "r", fence: 45, servers: "*" } as const;
  {
    using store = folder.open();
    assertEquals(store.leases.held, []);
    store.leases.save([LEASE]);
    store.leases.save([other, LEASE]);
  }
  {
    using store = folder.open();
    assertEquals(store.leases.held, [LEASE, other]);
    store.leases.save([other]);
  }
  using store = folder.open();
  assertEquals(store.leases.held, [other]);
});

Deno.test("LeaseStore.reserve: the counter only rises, also over restarts", () => {
  using folder = storeFolder();
  {
    using store = folder.open();
    assertEquals(store.leases.reserved, 0);
    store.leases.reserve(1_002);
    store.leases.reserve(7);
  }
  using store = folder.open();
  assertEquals(store.leases.reserved, 1_002);
});

Deno.test("Leases: numbers after a restart are above all before it", async () => {
  using folder = storeFolder();
  const numbers: number[] = [];
  for (let start = 0; start < 3; start++) {
    using store = folder.open();
    const { leases, ask } = setUpLeases({ store: store.leases });
    const { id, fence } = ask(clientOf(1), { servers: ["a"] });
    numbers.push(id, fence ?? 0);
    await leases.endSession(clientOf(1));
  }
  assertEquals(numbers, [...new Set(numbers)].sort((a, b) => a - b));
});

Deno.test("LeaseStore: 41000 while another program locks the file, and nothing is changed", () => {
  using folder = storeFolder();
  using store = folder.open();
  store.leases.save([LEASE]);
  const other = new Database(folder.file);
  other.exec("BEGIN IMMEDIATE");
  for (const write of [() => store.leases.save([]), () => store.leases.reserve(10)]) {
    assertEquals(assertThrows(write, AppError).code, 41000);
  }
  other.exec("ROLLBACK");
  other.close();
  store.leases.reserve(5);
  const read = new Database(folder.file);
  assertEquals(read.prepare("SELECT reserved FROM counters").value(), [5]);
  assertEquals(read.prepare("SELECT count(*) FROM run_leases").value(), [1]);
  read.close();
});

Deno.test("LeaseStore: 41000 when the file is away", () => {
  using folder = storeFolder();
  using store = folder.open();
  Deno.renameSync(folder.file, `${folder.file}.moved`);
  assertEquals(assertThrows(() => store.leases.save([LEASE]), AppError).code, 41000);
  Deno.renameSync(`${folder.file}.moved`, folder.file);
  store.leases.save([LEASE]);
});

Deno.test(
  "DurableWrites.run: waits for the disk in its transaction alone, also after a failure",
  () => {
    using folder = storeFolder();
    folder.open()[Symbol.dispose]();
    const database = new Database(folder.file);
    const writes = new DurableWrites(database, { checkPlace: () => {} });
    const setting = () => database.prepare("PRAGMA synchronous").value<[number]>()?.[0];
    database.exec("PRAGMA synchronous = NORMAL");
    assertEquals([writes.run("It", setting), setting()], [2, 1]);
    const fail = () => {
      database.exec("UPDATE counters SET reserved = 9");
      throw new Error("x");
    };
    const { code, detail } = assertThrows(() => writes.run("It", fail), AppError);
    assertEquals([code, setting()], [41000, 1]);
    assert(detail?.startsWith("It cannot be written"));
    assertEquals(database.prepare("SELECT reserved FROM counters").value(), [0]);
    database.close();
  },
);
