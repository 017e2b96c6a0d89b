import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Database } from "@db/sqlite";

interface Notes extends Disposable {
  readonly db: Database;
  readonly add: (body: string) => void;
  all(): unknown[];
}

function openNotes(path = ":memory:"): Notes {
  const db = new Database(path);
  db.exec("CREATE TABLE IF NOT EXISTS notes (body TEXT UNIQUE)");
  return {
    db,
    add: (body) => void db.exec("INSERT INTO notes VALUES (?)", body),
    all: () => db.prepare("SELECT body FROM notes ORDER BY body").values().flat(),
    [Symbol.dispose]: () => db.close(),
  };
}

Deno.test("Database.transaction: commits when the function returns, and returns its value", () => {
  using notes = openNotes();
  const addAll = notes.db.transaction((bodies: string[], mark: string) => {
    for (const body of bodies) notes.add(body + mark);
    assertEquals(notes.db.inTransaction, true);
    return bodies.length;
  });
  assertEquals<number>(addAll(["a", "b"], "!"), 2);
  assertEquals(notes.db.inTransaction, false);
  assertEquals(notes.all(), ["a!", "b!"]);
});

Deno.test("Database.transaction: rolls back when the function throws, and throws the same", () => {
  using notes = openNotes();
  const reason = new Error("no");
  const fail = notes.db.transaction(() => {
    notes.add("a");
    throw reason;
  });
  assertStrictEquals(assertThrows(() => fail()), reason);
  assertEquals([notes.db.inTransaction, notes.all()], [false, []]);
});

Deno.test("Database.transaction: inside another it is undone alone", () => {
  using notes = openNotes();
  const addTwice = notes.db.transaction((body: string) => {
    notes.add(body);
    notes.add(body);
  });
  const outer = notes.db.transaction(() => {
    notes.add("outer");
    assertThrows(() => addTwice("inner"), Error, "UNIQUE");
    assertEquals(notes.all(), ["outer"]);
    notes.db.transaction(() => notes.add("second"))();
  });
  outer();
  assertEquals(notes.all(), ["outer", "second"]);
});

Deno.test("Database.transaction: a failure of the outer one undoes the inner one", () => {
  using notes = openNotes();
  const inner = notes.db.transaction(() => notes.add("inner"));
  const outer = notes.db.transaction(() => {
    inner();
    throw new Error("no");
  });
  assertThrows(() => outer(), Error, "no");
  assertEquals(notes.all(), []);
});

Deno.test("Database.transaction: a commit that fails is rolled back", () => {
  using notes = openNotes();
  notes.db.exec("PRAGMA foreign_keys = ON");
  notes.db.exec(
    "CREATE TABLE tags (note TEXT REFERENCES notes (body) DEFERRABLE INITIALLY DEFERRED)",
  );
  const addOrphan = notes.db.transaction(() => notes.db.exec("INSERT INTO tags VALUES ('none')"));
  assertThrows(() => addOrphan(), Error, "FOREIGN KEY constraint failed");
  assertEquals(notes.db.inTransaction, false);
  assertEquals(notes.db.prepare("SELECT * FROM tags").all(), []);
});

Deno.test("Database.transaction: a rollback by the function itself is left as it is", () => {
  using notes = openNotes();
  const run = notes.db.transaction(() => {
    notes.db.exec("ROLLBACK");
    throw new Error("already undone");
  });
  assertThrows(() => run(), Error, "already undone");
});

Deno.test("Database.transaction: passes this", () => {
  using notes = openNotes();
  const read = notes.db.transaction(function (this: unknown): unknown {
    return this;
  });
  const host = { read };
  assertStrictEquals<unknown>(host.read(), host);
});

Deno.test(
  "Database.transaction: immediate and exclusive lock at once, deferred and default later",
  () => {
    const path = Deno.makeTempFileSync();
    {
      using one = openNotes(path);
      using two = openNotes(path);
      const whileOpen = one.db.transaction((work: () => void) => work());
      const write = () => two.add(crypto.randomUUID());
      whileOpen(write);
      whileOpen.default(write);
      whileOpen.deferred(write);
      assertThrows(() => whileOpen.immediate(write), Error, "database is locked");
      assertThrows(() => whileOpen.exclusive(() => two.all()), Error, "database is locked");
      assertStrictEquals(whileOpen.exclusive.deferred, whileOpen.deferred);
      assertEquals(one.all().length, 3);
    }
    Deno.removeSync(path);
  },
);
