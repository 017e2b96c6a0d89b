import { assert, assertEquals, assertFalse, assertLessOrEqual } from "@std/assert";
import {
  FOREIGN_LEFTOVER_MS,
  isTemporaryName,
  TemporaryNames,
} from "../../src/transfer/temporary_name.ts";

const nowMs = Date.UTC(2026, 0, 1);
const HOUR_MS = 60 * 60 * 1000;
/** A modification time that a file has kept from its source. */
const modifiedSeconds = 981_173_106;

function namesOf(transferName: string, installation = "one"): TemporaryNames {
  return new TemporaryNames({ transferName, installation });
}

Deno.test("TemporaryNames.create: returns hidden names of at most 255 bytes", () => {
  const long = "z".repeat(300);
  for (const transferName of ["x", "stub_data_transfer", "y".repeat(400), `${long}1`]) {
    const names = namesOf(transferName);
    const name = names.create(nowMs);
    assert(name.startsWith(".pink-page."));
    assert(isTemporaryName(name));
    assertLessOrEqual(name.length, 255);
    assert(names.isLeftover({ name, modifiedSeconds }, nowMs));
    assertFalse(name === names.create(nowMs));
    for (const other of ["y", "x.y", `${long}2`, `${transferName}.a`]) {
      assertFalse(namesOf(other).isLeftover({ name, modifiedSeconds }, nowMs), other);
    }
  }
});

Deno.test("TemporaryNames.isLeftover: own names at once, those of others after a day", () => {
  const name = namesOf("x", "one").create(nowMs);
  const isLeftover = (ageMs: number, seconds = modifiedSeconds) =>
    namesOf("x", "two").isLeftover({ name, modifiedSeconds: seconds }, nowMs + ageMs);
  assert(namesOf("x", "one").isLeftover({ name, modifiedSeconds }, nowMs));
  assertFalse(isLeftover(0));
  assertFalse(isLeftover(FOREIGN_LEFTOVER_MS - HOUR_MS));
  assert(isLeftover(FOREIGN_LEFTOVER_MS + HOUR_MS));
  // A file that takes longer than a day is still being written.
  const later = FOREIGN_LEFTOVER_MS + 2 * HOUR_MS;
  assertFalse(isLeftover(later, (nowMs + later - HOUR_MS) / 1000));
});

Deno.test("isTemporaryName: accepts temporary names alone", () => {
  const name = namesOf("x").create(nowMs);
  for (const other of ["x", ".pink-page.x.part", `${name}.dat`, `a${name}`, name.slice(0, -6)]) {
    assertFalse(isTemporaryName(other), other);
    assertEquals(namesOf("x").isLeftover({ name: other, modifiedSeconds }, nowMs), false);
  }
});
