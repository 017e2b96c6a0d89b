import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import { Preamble } from "../../src/ssh/preamble.ts";

const STREAM = "\x1en:4711\x1eWelcome \x1e to the machine\r\n\x1en\x1eoutput \x1e kept\r\n";

Deno.test("Preamble.read: separates login and output, however the chunks are cut", () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    const preamble = new Preamble("n");
    const told = [STREAM.slice(0, cut), STREAM.slice(cut)].map((part) =>
      preamble.read(Buffer.from(part))
    );
    assertEquals(
      [told.map(({ login }) => login).join(""), told.map(({ output }) => output).join("")],
      ["Welcome \x1e to the machine\r\n", "output \x1e kept\r\n"],
    );
    assertEquals([preamble.hasStarted, preamble.processGroup], [true, 4711]);
    assertEquals(preamble.rest().length, 0);
  }
});

Deno.test("Preamble.read: separates login and output byte by byte", () => {
  const preamble = new Preamble("n");
  const told = [...STREAM].map((char) => preamble.read(Buffer.from(char)));
  assertEquals(told.map(({ output }) => output).join(""), "output \x1e kept\r\n");
  assertEquals(told.map(({ login }) => login).join(""), "Welcome \x1e to the machine\r\n");
});

Deno.test("Preamble.read: holds back only what may be a marker", () => {
  const preamble = new Preamble("n");
  assertEquals(preamble.read(Buffer.from("role? ")).login.toString(), "role? ");
  assertEquals(preamble.read(Buffer.from("a\x1en")).login.toString(), "a");
  assertEquals(preamble.read(Buffer.from("x".repeat(80))).login.length, 82);
  assertEquals(preamble.hasStarted, false);
});

Deno.test("Preamble.rest: returns what looked like the beginning of a marker", () => {
  const preamble = new Preamble("n");
  preamble.read(Buffer.from("\x1en:4711\x1eThis account is not available.\x1en"));
  assertEquals(preamble.rest().toString(), "\x1en");
  assertEquals([preamble.hasStarted, preamble.processGroup], [false, 4711]);
});
