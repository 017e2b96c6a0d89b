import { assertEquals } from "@std/assert";
import { ShiftModes } from "../../src/output/shift_modes.ts";

/** Whether one is set after `sequences`. */
function isAnySet(...sequences: readonly string[]): boolean {
  const modes = new ShiftModes();
  for (const sequence of sequences) modes.note(sequence);
  return modes.isAnySet;
}

Deno.test("ShiftModes: insert mode and margins are set and reset, alone and among others", () => {
  for (const on of ["[4h", "[20;4h", "[04h", "[4:1h", "[?69h", "[?7;69h"]) {
    assertEquals(isAnySet(on), true, on);
  }
  assertEquals(isAnySet("[4h", "[20;4l"), false);
  assertEquals(isAnySet("[?69h", "[4h", "[4l"), true);
});

Deno.test("ShiftModes: a reset of the terminal resets them", () => {
  for (const reset of ["c", "[!p"]) assertEquals(isAnySet("[4h", "[?69h", reset), false);
});

Deno.test("ShiftModes: other modes are none of them", () => {
  for (const other of ["[?4h", "[69h", "[20h", "[h", "[4m", "[>4h", "(4", "[44h"]) {
    assertEquals(isAnySet(other), false, other);
  }
  assertEquals(isAnySet("[4h", "[?4l", "[l"), true);
});
