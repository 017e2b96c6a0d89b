import { assertEquals } from "@std/assert";
import { SetModes } from "../../src/output/set_modes.ts";

/** Checks whether a mode is set after `sequences`. */
function isAnySet(...sequences: readonly string[]): boolean {
  const modes = new SetModes(["4", "?69", "?1049"]);
  for (const sequence of sequences) modes.track(sequence);
  return modes.isAnySet;
}

Deno.test("SetModes: tracks modes that are set and reset, alone and among others", () => {
  for (const on of ["[4h", "[20;4h", "[04h", "[4:1h", "[?69h", "[?7;69h"]) {
    assertEquals(isAnySet(on), true, on);
  }
  assertEquals(isAnySet("[4h", "[20;4l"), false);
  assertEquals(isAnySet("[?69h", "[4h", "[4l"), true);
});

Deno.test("SetModes: a soft reset does not reset the alternate screen", () => {
  for (const reset of ["c", "[!p"]) assertEquals(isAnySet("[4h", "[?69h", reset), false);
  assertEquals([isAnySet("[?1049h", "c"), isAnySet("[?1049h", "[!p")], [false, true]);
});

Deno.test("SetModes: ignores other modes", () => {
  for (const other of ["[?4h", "[69h", "[20h", "[h", "[4m", "[>4h", "(4", "[44h"]) {
    assertEquals(isAnySet(other), false, other);
  }
  assertEquals(isAnySet("[4h", "[?4l", "[l"), true);
});

Deno.test("SetModes: ignores parts of a sequence", () => {
  for (const other of ["([4h", "x[4h", "[4h[4l", "[4hx", "[4h "]) {
    assertEquals(isAnySet(other), false, other);
  }
});
