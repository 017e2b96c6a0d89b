import { assertEquals, assertNotEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { AuditEvent } from "../../src/domain/audit.ts";
import { AppError } from "../../src/errors.ts";
import { MIGRATIONS } from "../../src/store/migrations.ts";
import { verifyAudit } from "../../src/store/verify_audit.ts";
import { fillAudit } from "./fill_audit.ts";
import { outsider, type StoreFolder, storeFolder } from "./folder.ts";

const LOGIN: AuditEvent = { action: "login", name: "ci", address: "10.0.0.9:5000" };
const DAY_MS = 86_400_000;
const ROWS = 2_500;

/** Creates an audit trail with {@linkcode ROWS} rows, in more than one slice. */
function trail(): StoreFolder {
  const folder = storeFolder();
  folder.open()[Symbol.dispose]();
  fillAudit(folder.file, ROWS);
  return folder;
}

/** Creates an audit trail with the anchor 500, and the rows 501 to {@linkcode ROWS}. */
function anchoredTrail(): StoreFolder {
  const folder = trail();
  using store = folder.open({ auditDays: 1 });
  store.prune(Date.now() + 2 * DAY_MS);
  return folder;
}

/** Runs `sql` as a foreign program does, and returns the first fault and the good rows before. */
function faultAfter(make: () => StoreFolder, sql: string): [number | null, string, number] {
  using folder = make();
  using other = outsider(folder.file);
  other.exec(sql);
  const { fault, rows } = verifyAudit(folder.file);
  return [fault?.id ?? null, fault?.reason ?? "", rows];
}

const FOLLOWS = "The id does not follow that of the row before";
const CHANGED = "The hash does not fit: the row or the row before it was changed";

Deno.test("verifyAudit: a whole chain is right, with an anchor, without, and empty", () => {
  using whole = trail();
  const { rows, anchor, head, fault } = verifyAudit(whole.file);
  assertEquals([rows, anchor, head?.id, fault], [ROWS, null, ROWS, null]);
  using anchored = anchoredTrail();
  const later = verifyAudit(anchored.file);
  assertEquals([later.rows, later.anchor?.id, later.head?.id, later.fault], [
    ROWS - 500,
    500,
    ROWS,
    null,
  ]);
  using empty = storeFolder();
  empty.open()[Symbol.dispose]();
  const none = { rows: 0, anchor: null, head: null, fault: null };
  assertEquals(verifyAudit(empty.file), none);
});

Deno.test("verifyAudit: names a changed row, whatever was changed, at any place", () => {
  const changes = ["at", "action", "name", "address", "connection_id", "operation_id", "subject"];
  for (const column of [...changes, "outcome", "detail", "hash"]) {
    const sql = `UPDATE audit SET ${column} = 'x' WHERE id = 1200`;
    assertEquals(faultAfter(trail, sql), [1_200, CHANGED, 1_199], column);
  }
  for (const id of [1, 1_000, 1_001, ROWS]) {
    const sql = `UPDATE audit SET detail = 'x' WHERE id = ${id}`;
    assertEquals(faultAfter(trail, sql), [id, CHANGED, id - 1]);
  }
});

Deno.test("verifyAudit: names the row after a deleted one, and the first of a swap", () => {
  for (const id of [1, 700, 1_000]) {
    const sql = `DELETE FROM audit WHERE id = ${id}`;
    assertEquals(faultAfter(trail, sql), [id + 1, FOLLOWS, id - 1]);
  }
  const closeGap = "DELETE FROM audit WHERE id = 700; UPDATE audit SET id = id - 1 WHERE id > 700";
  assertEquals(faultAfter(trail, closeGap), [700, CHANGED, 699]);
  const swap = `UPDATE audit SET id = -1 WHERE id = 700;
    UPDATE audit SET id = 700 WHERE id = 701; UPDATE audit SET id = 701 WHERE id = -1`;
  assertEquals(faultAfter(trail, swap), [700, CHANGED, 699]);
});

Deno.test("verifyAudit: names a row that a foreign program wrote", () => {
  const copy = `INSERT INTO audit SELECT ${ROWS + 1}, at, action, name, address, connection_id,
    operation_id, subject, outcome, detail, hash FROM audit WHERE id = ${ROWS}`;
  assertEquals(faultAfter(trail, copy), [ROWS + 1, CHANGED, ROWS]);
  for (const id of [0, -5, `-${2n ** 63n}`, String(2n ** 62n)]) {
    const sql = `INSERT INTO audit (id, at, action, hash) VALUES (${id}, '', 'login', '')`;
    assertEquals(faultAfter(trail, sql).slice(0, 2), [Number(id), FOLLOWS]);
  }
});

Deno.test("verifyAudit: an anchor keeps its id and hash, holds nothing else, and is first", () => {
  const inside = "An anchor is valid only as the first row";
  const anchor = "UPDATE audit SET action = 'anchor', name = NULL, address = NULL, detail = NULL";
  assertEquals(faultAfter(trail, `${anchor} WHERE id = 700`), [700, inside, 699]);
  assertEquals(faultAfter(anchoredTrail, `${anchor} WHERE id = 501`), [501, inside, 0]);
  const filled = "UPDATE audit SET detail = 'x' WHERE id = 500";
  assertEquals(faultAfter(anchoredTrail, filled).slice(0, 2), [
    500,
    "An anchor has nothing but its id, time and hash",
  ]);
  const changed = "UPDATE audit SET hash = printf('%064d', 1) WHERE id = 500";
  assertEquals(faultAfter(anchoredTrail, changed), [501, CHANGED, 0]);
  const moved = "UPDATE audit SET id = 499 WHERE id = 500";
  assertEquals(faultAfter(anchoredTrail, moved), [501, FOLLOWS, 0]);
  const gone = "DELETE FROM audit WHERE id = 500";
  assertEquals(faultAfter(anchoredTrail, gone), [501, FOLLOWS, 0]);
});

Deno.test("verifyAudit: a known hash shows that the newest rows were cut off or rewritten", () => {
  using folder = trail();
  const { head } = verifyAudit(folder.file);
  assertEquals(verifyAudit(folder.file, { head: head?.hash }).fault, null);
  {
    using other = outsider(folder.file);
    other.exec("DELETE FROM audit WHERE id > 2400");
  }
  assertEquals(verifyAudit(folder.file).fault, null);
  const cut = verifyAudit(folder.file, { head: head?.hash });
  assertEquals([cut.fault?.id, cut.fault?.at, cut.rows], [null, null, 2_400]);
  assertStringIncludes(cut.fault?.reason ?? "", "cut off");
  using store = folder.open();
  for (let count = 1; count <= 100; count++) store.audit.record(LOGIN);
  assertEquals(verifyAudit(folder.file).head?.id, head?.id);
  assertNotEquals(verifyAudit(folder.file, { head: head?.hash }).fault, null);
});

Deno.test("verifyAudit: the hash of an anchor counts as known, an older one does not", () => {
  using folder = trail();
  const hashes = () => {
    using other = outsider(folder.file);
    return other.prepare("SELECT hash FROM audit WHERE id IN (499, 500) ORDER BY id")
      .values<[string]>().flat();
  };
  const [before, last] = hashes();
  using store = folder.open({ auditDays: 1 });
  store.prune(Date.now() + 2 * DAY_MS);
  assertEquals(verifyAudit(folder.file, { head: last }).fault, null);
  assertEquals(verifyAudit(folder.file, { head: before }).fault?.id, null);
});

Deno.test("verifyAudit: 41000 without a file, without a trail, and for what is no database", () => {
  using folder = storeFolder();
  const codeOf = () => assertThrows(() => verifyAudit(folder.file), AppError).code;
  assertEquals(codeOf(), 41000);
  assertThrows(() => Deno.statSync(folder.file), Deno.errors.NotFound);
  {
    using older = outsider(folder.file);
    older.exec(MIGRATIONS[0]);
  }
  assertEquals(codeOf(), 41000);
  Deno.writeTextFileSync(folder.file, "no database ".repeat(1_000));
  assertEquals(codeOf(), 41000);
});
