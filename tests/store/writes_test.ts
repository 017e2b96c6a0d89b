import { assertEquals, assertGreater, assertLess, assertStringIncludes } from "@std/assert";
import { Database } from "@db/sqlite";
import { BUSY_TIMEOUT_MS, RETRY_MS, Writes } from "../../src/store/writes.ts";
import { eventually } from "../harness/eventually.ts";
import { outsider, type StoreFolder, storeFolder } from "./folder.ts";

const INSERT = "INSERT INTO notes (id, text) VALUES (?, ?)";

/** Opens a database with one table, and its writes. Disposing the result disposes both. */
function openNotes({ file, log }: StoreFolder) {
  using opening = new DisposableStack();
  const database = opening.adopt(new Database(file, { int64: true }), (open) => open.close());
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(
    `CREATE TABLE IF NOT EXISTS notes
     (place INTEGER PRIMARY KEY, id INTEGER UNIQUE, text TEXT NOT NULL)`,
  );
  const writes = opening.use(new Writes(database, { log, checkPlace: () => {} }));
  const resources = opening.move();
  return {
    database,
    writes,
    /** Returns the ids in the order in which they were written. */
    ids: () => idsIn(database),
    [Symbol.dispose]: () => resources.dispose(),
  };
}

function idsIn(database: Database): number[] {
  return database.prepare("SELECT id FROM notes ORDER BY place").values<[number]>().flat();
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

Deno.test("Writes.run: has written when it returns, also for other programs", () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  notes.writes.run(INSERT, 1, "a");
  using other = outsider(folder.file);
  assertEquals(idsIn(other), [1]);
  assertEquals(notes.writes.failure, undefined);
});

Deno.test("Writes: a locked file delays one write, and loses and reorders none", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  const before = performance.now();
  // If each of 1,000 writes waited 250 ms, they would take four minutes.
  for (const id of upTo(1000)) notes.writes.run(INSERT, id, "late");
  assertLess(performance.now() - before, 10_000);
  assertEquals(notes.writes.failure?.code, 41000);
  assertStringIncludes(String(notes.writes.failure?.cause), "database is locked");
  assertEquals(notes.ids(), []);
  let turns = 0;
  const twoTriesLater = before + BUSY_TIMEOUT_MS + 2.2 * RETRY_MS;
  await eventually(() => ++turns > 0 && performance.now() > twoTriesLater, "two tries in vain");
  assertGreater(turns, 20);
  assertEquals(folder.log.lines.length, 1);
  other.exec("ROLLBACK");
  await eventually(() => notes.writes.failure === undefined, "writing works again");
  notes.writes.run(INSERT, 1001, "in time");
  assertEquals(notes.ids(), upTo(1001));
  assertEquals(folder.log.lines.map(({ line }) => line), [
    "error the database cannot be written; records wait in memory",
    "info the database can be written again",
  ]);
  assertEquals(folder.log.lines[1]?.facts, { late: 1000, lost: 0 });
});

Deno.test("Writes: a record made while others are written late keeps its place", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  for (const id of upTo(1000)) notes.writes.run(INSERT, id, "late");
  other.exec("ROLLBACK");
  notes.writes.run(INSERT, 1001, "its turn comes with the next try");
  assertEquals(notes.ids(), []);
  let next = 1002;
  await eventually(() => {
    notes.writes.run(INSERT, next++, "meanwhile");
    return notes.writes.failure === undefined;
  }, "writing works again");
  assertEquals(notes.ids(), upTo(next - 1));
});

Deno.test("Writes: late writes let the event loop turn", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  // Each write takes some milliseconds, and all of them many turns.
  const slowInsert = `
    WITH RECURSIVE counter (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM counter WHERE n < 30000)
    INSERT INTO notes (id, text) SELECT ?, count(*) FROM counter`;
  for (const id of upTo(100)) notes.writes.run(slowInsert, id);
  other.exec("ROLLBACK");
  const counts = new Set<number>();
  await eventually(() => {
    counts.add(notes.ids().length);
    return notes.writes.failure === undefined;
  }, "writing works again");
  assertEquals(notes.ids(), upTo(100));
  assertGreater(counts.size, 3, "states seen from outside");
});

Deno.test("Writes: each outage is logged, and has at most one busy wait", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  using other = outsider(folder.file);
  for (const id of upTo(2)) {
    other.exec("BEGIN EXCLUSIVE");
    notes.writes.run(INSERT, id, "late");
    assertEquals(notes.database.prepare("PRAGMA busy_timeout").value<[number]>(), [0]);
    other.exec("ROLLBACK");
    await eventually(() => notes.writes.failure === undefined, "writing works again");
    assertEquals(notes.database.prepare("PRAGMA busy_timeout").value<[number]>(), [
      BUSY_TIMEOUT_MS,
    ]);
  }
  assertEquals(folder.log.lines.length, 4);
});

Deno.test("Writes: a statement that SQLite refuses is logged and dropped", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  const refused = "error the database refuses a record, which is dropped";
  notes.writes.run(INSERT, 1, "a");
  notes.writes.run(INSERT, 1, "again");
  assertEquals(notes.writes.failure, undefined);
  assertEquals(folder.log.lines.map(({ line }) => line), [refused]);
  assertStringIncludes(String(folder.log.lines[0]?.facts.error), "UNIQUE constraint failed");
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  for (const id of [2, 1, 3, 2, 4]) notes.writes.run(INSERT, id, "late");
  notes.writes.run("INSERT INTO nowhere VALUES (1)");
  notes.writes.run(INSERT, 5, "late");
  other.exec("ROLLBACK");
  await eventually(() => notes.writes.failure === undefined, "writing works again");
  assertEquals(notes.ids(), upTo(5));
  assertEquals(folder.log.lines.filter(({ line }) => line === refused).length, 4);
  assertEquals(folder.log.lines.at(-1)?.facts, { late: 4, lost: 0 });
});

Deno.test("Writes.runAll: writes all statements or none, at once and late", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  const pair = (first: number, second: number) =>
    notes.writes.runAll([first, second].map((id) => ({ sql: INSERT, values: [id, "x"] })));
  pair(1, 2);
  pair(3, 1);
  assertEquals(notes.ids(), [1, 2]);
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  pair(4, 2);
  pair(5, 6);
  other.exec("ROLLBACK");
  await eventually(() => notes.writes.failure === undefined, "writing works again");
  assertEquals(notes.ids(), [1, 2, 5, 6]);
});

Deno.test("Writes: beyond 32 MiB, the oldest waiting records are lost, and counted", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  using other = outsider(folder.file);
  other.exec("BEGIN EXCLUSIVE");
  const text = "x".repeat(1024 * 1024);
  for (const id of upTo(40)) notes.writes.run(INSERT, id, text);
  other.exec("ROLLBACK");
  await eventually(() => notes.writes.failure === undefined, "writing works again");
  assertEquals(notes.ids(), upTo(40).slice(-31));
  assertEquals(
    folder.log.lines.at(-1)?.line,
    "error records were lost while the database could not be written",
  );
  assertEquals(folder.log.lines.at(-1)?.facts, { late: 31, lost: 9 });
});

Deno.test("Writes: disposing it writes waiting records, if possible", () => {
  using folder = storeFolder();
  using other = outsider(folder.file);
  {
    using notes = openNotes(folder);
    other.exec("BEGIN EXCLUSIVE");
    for (const id of upTo(500)) notes.writes.run(INSERT, id, "late");
    other.exec("ROLLBACK");
  }
  assertEquals(idsIn(other), upTo(500));
  assertEquals(folder.log.lines.at(-1)?.facts, { late: 500, lost: 0 });
  other.exec("BEGIN EXCLUSIVE");
  {
    using database = outsider(folder.file);
    using writes = new Writes(database, { log: folder.log, checkPlace: () => {} });
    for (const id of [501, 502]) writes.run(INSERT, id, "lost");
  }
  other.exec("ROLLBACK");
  assertEquals(idsIn(other), upTo(500));
  assertEquals(folder.log.lines.at(-1)?.facts, { late: 0, lost: 2 });
});

Deno.test("Writes: a read-only file is an outage", () => {
  using folder = storeFolder();
  openNotes(folder)[Symbol.dispose]();
  using closing = new DisposableStack();
  const readonly = new Database(folder.file, { readonly: true });
  const database = closing.adopt(readonly, (open) => open.close());
  using writes = new Writes(database, { log: folder.log, checkPlace: () => {} });
  writes.run(INSERT, 1, "never");
  assertStringIncludes(String(writes.failure?.cause), "attempt to write a readonly database");
  assertEquals(folder.log.lines.length, 1);
});

for (
  const { fault, begin, end, message } of [
    {
      fault: "a file that becomes read-only",
      begin: "PRAGMA query_only = ON",
      end: "PRAGMA query_only = OFF",
      message: "attempt to write a readonly database",
    },
    {
      fault: "a file that may not grow",
      begin: "PRAGMA max_page_count = 1",
      end: "PRAGMA max_page_count = 1000000",
      message: "database or disk is full",
    },
  ]
) {
  Deno.test(`Writes: ${fault} is an outage, also in the middle of a transaction`, async () => {
    using folder = storeFolder();
    using notes = openNotes(folder);
    const text = "x".repeat(10_000);
    notes.database.exec(begin);
    notes.writes.runAll([1, 2].map((id) => ({ sql: INSERT, values: [id, text] })));
    assertEquals(notes.writes.failure?.code, 41000);
    assertStringIncludes(String(notes.writes.failure?.cause), message);
    notes.database.exec(end);
    await eventually(() => notes.writes.failure === undefined, "writing works again");
    assertEquals(notes.ids(), [1, 2]);
  });
}

Deno.test("Writes: a failed COMMIT is no fault of a statement, and is tried again", async () => {
  using folder = storeFolder();
  using notes = openNotes(folder);
  notes.database.exec(
    "CREATE TABLE replies (note INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)",
  );
  notes.database.exec("PRAGMA foreign_keys = ON");
  notes.writes.run("INSERT INTO replies (note) VALUES (1)");
  assertEquals(notes.writes.failure?.code, 41000);
  using other = outsider(folder.file);
  other.exec(INSERT, 1, "what the reply is to");
  await eventually(() => notes.writes.failure === undefined, "writing works again");
  assertEquals(notes.database.prepare("SELECT note FROM replies").values(), [[1]]);
});
