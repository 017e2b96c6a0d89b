import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { ERRORS } from "../../../src/errors.ts";
import { CatalogueEntry, errorCatalogue } from "../../../src/protocol/catalogue/catalogue.ts";

Deno.test("errorCatalogue: has every error once, in the order of the codes", () => {
  const codes = errorCatalogue().map(({ code }) => code);
  assertEquals(codes, Object.values(ERRORS).map(({ code }) => code).sort((a, b) => a - b));
  assertEquals(new Set(codes).size, codes.length);
});

Deno.test("errorCatalogue: meaning and action are whole sentences of both languages", () => {
  for (const { kind, meaning, action } of errorCatalogue()) {
    for (const { en, ko } of [meaning, action]) {
      assertMatch(en, /^[A-Z/].*\.$/, kind);
      assert(!/[가-힣]/.test(en), kind);
      assertMatch(ko, /[가-힣].*(니다|십시오)\.$/, kind);
    }
    assertNotEquals(meaning, action, kind);
  }
});

Deno.test("CatalogueEntry: takes every row, with a status of HTTP for failures", () => {
  const [row] = errorCatalogue();
  for (const entry of errorCatalogue()) assertEquals(CatalogueEntry.parse(entry), entry);
  const statuses = [399, 400, 599, 600, 400.5];
  assertEquals(
    statuses.map((status) => CatalogueEntry.safeParse({ ...row, status }).success),
    [false, true, true, false, false],
  );
  assertEquals(CatalogueEntry.safeParse({ ...row, code: 10 }).success, false);
  assertEquals(CatalogueEntry.safeParse({ ...row, meaning: { en: "x" } }).success, false);
});
