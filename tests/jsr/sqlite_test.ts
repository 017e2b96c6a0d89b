import {
  assertEquals,
  assertExists,
  assertInstanceOf,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Database, type DatabaseOpenOptions, SqliteError } from "@db/sqlite";
import { pathToFileURL } from "node:url";

/** Opens a database in memory with the table `notes`. */
function openNotes(options?: DatabaseOpenOptions): Database & Disposable {
  const db = new Database(":memory:", options);
  db.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT UNIQUE, extra)");
  return Object.assign(db, { [Symbol.dispose]: () => db.close() });
}

function makeFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync();
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

Deno.test("Database: a file keeps its rows, whether named by path or by URL", () => {
  using folder = makeFolder();
  const path = `${folder.path}/a b#.db`;
  const first = new Database(path);
  first.exec("CREATE TABLE t (a); INSERT INTO t VALUES ('kept')");
  first.close();
  const second = new Database(pathToFileURL(path));
  assertEquals(second.path, path);
  assertEquals(second.prepare("SELECT a FROM t").all(), [{ a: "kept" }]);
  second.close();
});

Deno.test("Database: create false refuses a missing file, opens an existing one and memory", () => {
  using folder = makeFolder();
  const path = `${folder.path}/a.db`;
  const error = assertThrows(() => new Database(path, { create: false }), SqliteError);
  assertEquals([error.code, error.name], [14, "SqliteError"]);
  assertEquals(error.message, "14: unable to open database file");
  new Database(path).exec("CREATE TABLE t (a)");
  for (const existing of [path, ":memory:"]) new Database(existing, { create: false }).close();
});

Deno.test("Database: readonly refuses a missing file and every write", () => {
  using folder = makeFolder();
  const path = `${folder.path}/a.db`;
  assertThrows(() => new Database(path, { readonly: true }), SqliteError, "14");
  const writer = new Database(path);
  writer.exec("CREATE TABLE t (a)");
  writer.close();
  const reader = new Database(path, { readonly: true });
  assertThrows(() => reader.exec("INSERT INTO t VALUES (1)"), Error, "readonly");
  assertEquals(reader.prepare("SELECT * FROM t").all(), []);
  reader.close();
});

Deno.test("Database: a folder cannot be opened", () => {
  using folder = makeFolder();
  assertEquals(assertThrows(() => new Database(folder.path), SqliteError).code, 14);
});

Deno.test("Database.close: a second time does nothing, and open tells", () => {
  const db = new Database(":memory:");
  assertEquals([db.open, db.inTransaction], [true, false]);
  db.exec("BEGIN");
  db.close();
  db.close();
  assertEquals([db.open, db.inTransaction], [false, false]);
});

Deno.test(
  "Database.exec: runs several statements and returns the changes of the last write",
  () => {
    using db = openNotes();
    const changes = db.exec(
      "INSERT INTO notes (body) VALUES ('a'); INSERT INTO notes (body) VALUES ('b'), ('c')",
    );
    assertEquals(changes, 2);
    assertEquals(db.exec("UPDATE notes SET extra = ? WHERE id > ?", "x", 0), 3);
    assertEquals(db.exec("CREATE TABLE other (a)"), 3);
    assertEquals(db.run("DELETE FROM notes WHERE body = :body", { body: "a" }), 1);
  },
);

Deno.test("Database.exec: stops at the statement that fails", () => {
  using db = openNotes();
  assertThrows(
    () =>
      db.exec(
        "INSERT INTO notes (body) VALUES ('a'); NONSENSE; INSERT INTO notes (body) VALUES ('b')",
      ),
    Error,
    'near "NONSENSE": syntax error',
  );
  assertEquals(db.prepare("SELECT body FROM notes").values(), [["a"]]);
});

Deno.test("Database: counts changes and knows the last row id", () => {
  using db = openNotes();
  db.exec("INSERT INTO notes (id, body) VALUES (7, 'a'), (9, 'b')");
  db.exec("DELETE FROM notes WHERE id = 7");
  db.prepare("SELECT * FROM notes").all();
  assertEquals([db.changes, db.totalChanges, db.lastInsertRowId], [1, 3, 9]);
});

Deno.test("Database: autocommit and inTransaction follow BEGIN and COMMIT", () => {
  using db = openNotes();
  const state = () => [db.autocommit, db.inTransaction];
  assertEquals(state(), [true, false]);
  db.exec("BEGIN");
  assertEquals(state(), [false, true]);
  db.exec("COMMIT");
  assertEquals(state(), [true, false]);
});

Deno.test("Database.function: SQL calls it with values, and its error fails the statement", () => {
  using db = openNotes();
  const calls: unknown[][] = [];
  db.function("joined", (a: unknown, b: unknown) => {
    calls.push([a, b]);
    return `${a}${b}`;
  });
  db.function("refused", (_: unknown) => {
    throw new Error("refused by the function");
  });
  assertEquals(db.prepare("SELECT joined(?, ?)").value<[string]>("a", "가"), ["a가"]);
  assertEquals(db.prepare("SELECT joined(1.5, NULL)").value<[string]>(), ["1.5null"]);
  assertEquals(calls, [["a", "가"], [1.5, null]]);
  assertThrows(() => db.prepare("SELECT joined(1)"), Error, "wrong number of arguments");
  assertThrows(() => db.prepare("SELECT refused(1)").value(), Error, "refused by the function");
});

Deno.test("Database.function: an index takes a deterministic one, a trigger no direct one", () => {
  using db = openNotes();
  const upper = (text: string) => text.toUpperCase();
  db.function("loud", upper, { deterministic: true });
  db.function("any", upper);
  db.function("direct", upper, { directOnly: true });
  db.exec("CREATE INDEX by_loud ON notes (loud(body))");
  assertThrows(() => db.exec("CREATE INDEX by_any ON notes (any(body))"), Error, "deterministic");
  db.exec("CREATE TRIGGER t AFTER UPDATE ON notes BEGIN SELECT direct(new.body); END");
  db.exec("INSERT INTO notes (body) VALUES ('a')");
  assertEquals(db.prepare("SELECT direct(body) FROM notes").value<[string]>(), ["A"]);
  assertThrows(() => db.exec("UPDATE notes SET extra = 1"), Error, "unsafe use of direct");
});

Deno.test("Database: errors of SQL are plain, with SQLite's message and no code", () => {
  using db = openNotes();
  db.exec("INSERT INTO notes (body) VALUES ('a')");
  const insert = "INSERT INTO notes (body) VALUES ('a')";
  const uses = [() => db.exec(insert), () => db.prepare(insert).run()];
  for (const use of uses) {
    const error = assertThrows(use, Error, "UNIQUE constraint failed: notes.body");
    assertEquals([error.name, "code" in error], ["Error", false]);
  }
  assertThrows(() => db.prepare("SELECT * FROM nowhere"), Error, "no such table: nowhere");
});

Deno.test("Database: a writer that finds the file locked fails", () => {
  using folder = makeFolder();
  const [one, two] = [new Database(`${folder.path}/a.db`), new Database(`${folder.path}/a.db`)];
  one.exec("CREATE TABLE t (a)");
  one.exec("BEGIN IMMEDIATE");
  assertThrows(() => two.exec("INSERT INTO t VALUES (1)"), Error, "database is locked");
  one.close();
  assertEquals(two.exec("INSERT INTO t VALUES (1)"), 1);
  two.close();
});

Deno.test("Statement: one row, all rows, as objects and as lists", () => {
  using db = openNotes();
  db.exec("INSERT INTO notes (body, extra) VALUES ('a', 1.5), ('b', NULL)");
  using statement = db.prepare("SELECT body, extra FROM notes ORDER BY id");
  const [first, second] = [{ body: "a", extra: 1.5 }, { body: "b", extra: null }];
  assertEquals(statement.get(), first);
  assertEquals(statement.all(), [first, second]);
  assertEquals(statement.value(), ["a", 1.5]);
  assertEquals(statement.values(), [["a", 1.5], ["b", null]]);
  assertEquals([...statement.iter()], [first, second]);
  assertEquals([...statement], [first, second]);
  assertStrictEquals(Object.getPrototypeOf(statement.get()), Object.prototype);
});

Deno.test("Statement: no row", () => {
  using db = openNotes();
  using statement = db.prepare("SELECT * FROM notes");
  assertStrictEquals(statement.get(), undefined);
  assertStrictEquals(statement.value(), undefined);
  assertEquals([statement.all(), statement.values(), [...statement]], [[], [], []]);
});

Deno.test("Statement: columns of one name", () => {
  using db = openNotes();
  using statement = db.prepare("SELECT 1 AS a, 2 AS a");
  assertEquals(statement.value(), [1, 2]);
  assertEquals(statement.get(), { a: 2 });
});

Deno.test("Statement.run: returns changes, and for a query those of the last write", () => {
  using db = openNotes();
  using insert = db.prepare("INSERT INTO notes (body) VALUES (?), (?)");
  assertEquals(insert.run("a", "b"), 2);
  assertEquals(insert.run("c", "d"), 2);
  assertEquals(db.prepare("SELECT * FROM notes").run(), 2);
  assertEquals(db.prepare("DELETE FROM notes WHERE id > 99").run(), 0);
});

Deno.test("Statement.get: RETURNING gives the row that was written", () => {
  using db = openNotes();
  using insert = db.prepare("INSERT INTO notes (body) VALUES (?) RETURNING id, body");
  assertEquals(insert.get<{ id: number; body: string }>("a"), { id: 1, body: "a" });
  assertEquals(insert.all("b"), [{ id: 2, body: "b" }]);
  assertEquals(db.prepare("INSERT INTO notes (body) VALUES ('c')").get(), undefined);
});

Deno.test("Statement.iter: leaving early frees the table", () => {
  using db = openNotes();
  db.exec("INSERT INTO notes (body) VALUES ('a'), ('b')");
  using statement = db.prepare("SELECT body FROM notes");
  for (const row of statement.iter()) {
    assertEquals(row, { body: "a" });
    break;
  }
  assertEquals(statement.all().length, 2);
  db.exec("DROP TABLE notes");
});

Deno.test("Statement.finalize: a second time does nothing, and using does the same", () => {
  using db = openNotes();
  const statement = db.prepare("SELECT 1");
  statement.finalize();
  statement.finalize();
  {
    using _ = db.prepare("SELECT 1");
  }
});

Deno.test("Statement.finalize: reports a failed last run once more, by code", () => {
  using db = openNotes();
  db.exec("INSERT INTO notes (body) VALUES ('a')");
  const insert = db.prepare("INSERT INTO notes (body) VALUES (?)");
  assertThrows(() => insert.run("a"), Error, "UNIQUE");
  const error = assertThrows(() => insert.finalize(), SqliteError, "19: constraint failed");
  assertEquals(error.code, 19);
  insert.finalize();
});

Deno.test(
  "Statement.finalize: a successful run after a failed one leaves no failure to report",
  () => {
    using db = openNotes();
    db.exec("INSERT INTO notes (body) VALUES ('a')");
    const insert = db.prepare("INSERT INTO notes (body) VALUES (?)");
    assertThrows(() => insert.run("a"), Error, "UNIQUE");
    insert.run("b");
    insert.finalize();
  },
);

Deno.test("SqliteError: is an Error whose message begins with its code", () => {
  const error = new SqliteError(5, "database is locked");
  assertInstanceOf(error, Error);
  assertEquals(error.message, "5: database is locked");
  assertEquals(new SqliteError().message, "1: Unknown Error");
  assertExists(error.stack);
  assertNotEquals(error.name, "Error");
});
