import { assertEquals, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { createEncoder } from "../../src/output/encode.ts";
import { type TerminalInput, TerminalOperation } from "../../src/operations/terminal_operation.ts";

const SIZE = { cols: 80, rows: 24 };

function operation(encoding = "utf-8"): TerminalOperation {
  return new TerminalOperation({ size: SIZE, encode: createEncoder(encoding) });
}

/** Returns a terminal that records its input. */
function recorder(unsentBytes = 0): TerminalInput & { typed: string; sizes: object[] } {
  return {
    typed: "",
    sizes: [],
    unsentBytes,
    write(bytes) {
      this.typed += new TextDecoder().decode(bytes);
    },
    resize(size) {
      this.sizes.push(size);
    },
  };
}

Deno.test(
  "TerminalOperation.write: what is typed before the terminal is there arrives first, in order",
  () => {
    using running = operation();
    running.write("a");
    running.write("가");
    running.resize({ cols: 100, rows: 30 });
    const terminal = recorder();
    running.attach(terminal);
    running.write("b");
    running.resize({ cols: 90, rows: 20 });
    assertEquals(terminal.typed, "a가b");
    assertEquals(terminal.sizes, [{ cols: 100, rows: 30 }, { cols: 90, rows: 20 }]);
    assertEquals(running.size, { cols: 90, rows: 20 });
  },
);

Deno.test(
  "TerminalOperation.write: over 1 MiB waiting is 14001, before and after the terminal is there",
  () => {
    using running = operation();
    for (let i = 0; i < 16; i++) running.write("x".repeat(65_536));
    assertEquals(assertThrows(() => running.write("x"), AppError).code, 14001);
    const full = recorder(1_048_570);
    running.attach(full);
    assertEquals(full.typed.length, 1_048_576);
    running.write("123456");
    assertEquals(assertThrows(() => running.write("1234567"), AppError).code, 14001);
  },
);

Deno.test("TerminalOperation.write: a character that the server's encoding lacks is 12000", () => {
  using running = operation("euc-kr");
  assertEquals(assertThrows(() => running.write("😀"), AppError).code, 12000);
});
