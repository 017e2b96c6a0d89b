import { assertEquals } from "@std/assert";
import {
  Cursor,
  idOf,
  Limit,
  OperationId,
  pageOf,
  Since,
} from "../../../src/protocol/rest/parameters.ts";

Deno.test("Limit: 1 to 500 in digits, 50 without", () => {
  assertEquals([Limit.parse(undefined), Limit.parse("1"), Limit.parse("500")], [50, 1, 500]);
  for (const text of ["0", "501", "", " 5", "5.0", "1e2", "-1", "0x10", "９", "9".repeat(400)]) {
    assertEquals(
      Limit.safeParse(text).error?.issues.map(({ message }) => message),
      ["Not a whole number from 1 to 500"],
      text,
    );
  }
});

Deno.test("OperationId: a UUID in lower case, whatever its case was", () => {
  const id = "01890a5d-ac96-774b-bcce-b302099a8057";
  assertEquals([OperationId.parse(id), OperationId.parse(id.toUpperCase())], [id, id]);
  for (const text of ["1", "", `${id} `, id.replaceAll("-", "")]) {
    assertEquals(OperationId.safeParse(text).success, false, text);
  }
});

Deno.test("Since: any offset, read as UTC with milliseconds", () => {
  assertEquals(Since.parse("2026-01-31T09:00:00+09:00"), "2026-01-31T00:00:00.000Z");
  assertEquals(Since.parse("2026-01-31T00:00:00Z"), "2026-01-31T00:00:00.000Z");
  for (const text of ["yesterday", "2026-01-31", "2026-02-30T00:00:00Z", "2026-01-31T00:00:00"]) {
    assertEquals(Since.safeParse(text).success, false, text);
  }
});

Deno.test("pageOf: next_cursor follows the last row, and is null on the last page", () => {
  const rows = [{ id: 9 }, { id: 8 }, { id: 5 }];
  assertEquals(pageOf(rows, 3), { items: rows, next_cursor: null });
  assertEquals(pageOf(rows, 2), { items: rows.slice(0, 2), next_cursor: "before-8" });
  assertEquals(pageOf([], 2), { items: [], next_cursor: null });
  assertEquals(idOf(Cursor.parse("before-8")), 8);
  assertEquals(idOf(undefined), undefined);
  for (const text of ["8", "before-0", "before-", "before-8 ", "before--1"]) {
    assertEquals(Cursor.safeParse(text).success, false, text);
  }
});
