import { assert, assertEquals, assertFalse, assertLessOrEqual } from "@std/assert";
import {
  isTemporaryName,
  temporaryName,
  temporaryPrefix,
} from "../../src/transfer/temporary_name.ts";

Deno.test("temporaryName: says whose it is, and no name is too long", () => {
  for (const transfer of ["x", "stub_data_transfer", "y".repeat(400)]) {
    const prefix = temporaryPrefix(transfer);
    const name = temporaryName(prefix);
    assert(name.startsWith(".pink-page."));
    assert(isTemporaryName(name, prefix));
    assertLessOrEqual(name.length, 255);
  }
  assertFalse(isTemporaryName(temporaryName(temporaryPrefix("y")), temporaryPrefix("x")));
  assertFalse(isTemporaryName(temporaryName(temporaryPrefix("x.y")), temporaryPrefix("x")));
  const long = "z".repeat(300);
  assertEquals(temporaryPrefix(`${long}1`) === temporaryPrefix(`${long}2`), false);
});
