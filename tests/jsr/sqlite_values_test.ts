import { assertEquals, assertThrows } from "@std/assert";
import { type BindValue, Database, type DatabaseOpenOptions, SqliteError } from "@db/sqlite";

function openMemory(options?: DatabaseOpenOptions): Database & Disposable {
  const db = new Database(":memory:", options);
  return Object.assign(db, { [Symbol.dispose]: () => db.close() });
}

/** Returns the type and the text that SQLite stores for a bound value. */
function bound(db: Database, value: BindValue): unknown[] | undefined {
  return db.prepare("SELECT typeof(:a), CAST(:a AS TEXT)").value({ a: value });
}

Deno.test("BindValue: each kind becomes one of SQLite's types", () => {
  using db = openMemory();
  const cases: [BindValue, string, string | null][] = [
    [1, "integer", "1"],
    [2 ** 31, "integer", "2147483648"],
    [-(2 ** 53), "integer", "-9007199254740992"],
    [1.5, "real", "1.5"],
    [NaN, "null", null],
    [2n ** 62n, "integer", "4611686018427387904"],
    [true, "integer", "1"],
    [false, "integer", "0"],
    ["", "text", ""],
    ["가", "text", "가"],
    [null, "null", null],
    [undefined, "null", null],
    [new Date(0), "text", "1970-01-01T00:00:00.000Z"],
    [new Uint8Array([65, 66]), "blob", "AB"],
    [new Uint8Array(), "blob", ""],
    [[1, "b"], "text", `[1,"b"]`],
    [{ b: [true] }, "text", `{"b":[true]}`],
  ];
  for (const [value, type, text] of cases) assertEquals(bound(db, value), [type, text]);
});

Deno.test("BindValue: a symbol throws", () => {
  using db = openMemory();
  assertThrows(() => bound(db, Symbol("s")), Error, "Symbol(s)");
});

Deno.test("Statement: a first Date or Uint8Array is a value, not the bag of names", () => {
  using db = openMemory();
  using statement = db.prepare("SELECT ? AS a");
  assertEquals(statement.get(new Date(0)), { a: "1970-01-01T00:00:00.000Z" });
  assertEquals(statement.get(new Uint8Array([1, 2])), { a: new Uint8Array([1, 2]) });
});

Deno.test("Statement: values by position, one by one or in one list", () => {
  using db = openMemory();
  using statement = db.prepare("SELECT ? AS a, ? AS b");
  assertEquals(statement.get("x", "y"), { a: "x", b: "y" });
  assertEquals(statement.get(["x", "y"]), { a: "x", b: "y" });
  using numbered = db.prepare("SELECT ?2 AS a, ?1 AS b");
  assertEquals(numbered.value("x", "y"), ["y", "x"]);
});

Deno.test("Statement: values that are left out are NULL, also after a run that had them", () => {
  using db = openMemory();
  using statement = db.prepare("SELECT ? AS a, ? AS b");
  assertEquals(statement.value("x", "y"), ["x", "y"]);
  assertEquals(statement.value("x"), ["x", null]);
  assertEquals(statement.all(), [{ a: null, b: null }]);
  using named = db.prepare("SELECT :a, :b");
  assertEquals(named.value({ a: "x", b: "y" }), ["x", "y"]);
  assertEquals(named.value({ b: "y" }), [null, "y"]);
});

Deno.test("Statement: too many values throw", () => {
  using db = openMemory();
  using statement = db.prepare("SELECT ?");
  const error = assertThrows(() => statement.get(1, 2), SqliteError);
  assertEquals([error.code, error.message], [25, "25: column index out of range"]);
  assertEquals(statement.value(1), [1]);
});

Deno.test("Statement: names with their prefix, and those without it for a colon", () => {
  using db = openMemory();
  using statement = db.prepare("SELECT :a, @b, $c, :a");
  assertEquals(statement.value({ a: 1, "@b": 2, $c: 3 }), [1, 2, 3, 1]);
  assertEquals(statement.value({ ":a": 1 }), [1, null, null, 1]);
  assertThrows(() => statement.value({ b: 2 }), Error, "No such parameter");
  assertThrows(() => statement.value({ $d: 2 }), Error, "No such parameter");
});

Deno.test("Statement: integers are cut to their low 32 bits, as the option's default is", () => {
  using db = openMemory();
  const read = (value: string) => db.prepare(`SELECT ${value} AS a`).value()?.[0];
  assertEquals(read("2147483647"), 2147483647);
  assertEquals(read("2147483648"), -2147483648);
  assertEquals(read("4294967297"), 1);
});

Deno.test("Statement: int64 reads integers whole, as bigint beyond 2^53", () => {
  using db = openMemory({ int64: true });
  assertEquals(db.int64, true);
  const read = (value: string) => db.prepare(`SELECT ${value} AS a`).get()?.a;
  assertEquals(read("-1"), -1);
  assertEquals(read("1700000000000"), 1700000000000);
  assertEquals(read("9007199254740991"), 9007199254740991);
  assertEquals(read("9007199254740992"), 9007199254740992n);
  assertEquals(read("-9223372036854775808"), -(2n ** 63n));
});

Deno.test("Statement: text, blob, float and NULL come back as they went in", () => {
  using db = openMemory();
  db.exec("CREATE TABLE t (a)");
  const values = [
    "가\n'\"",
    "",
    new Uint8Array([0, 255]),
    new Uint8Array(),
    0.1,
    1e-300,
    null,
  ];
  for (const value of values) db.exec("INSERT INTO t VALUES (:a)", { a: value });
  assertEquals(db.prepare("SELECT a FROM t").values().flat(), values);
});

Deno.test("Statement: with parseJson false, the result of a JSON function is text", () => {
  using db = openMemory({ parseJson: false });
  assertEquals(db.prepare(`SELECT json('{"a": 1}') AS a`).get(), { a: `{"a":1}` });
});
