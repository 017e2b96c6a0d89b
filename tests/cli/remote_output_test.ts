import { assertEquals } from "@std/assert";
import { Notes } from "../../src/cli/notes.ts";
import { type LineEnds, RemoteOutput } from "../../src/cli/remote_output.ts";
import { CommandLine } from "./command_line.ts";

/** Returns what pieces become on standard output. */
async function written(lineEnds: LineEnds, ...pieces: string[]): Promise<string> {
  const line = new CommandLine();
  const output = new RemoteOutput(line, { lineEnds, notes: new Notes(line, {}) });
  for (const piece of pieces) await output.write(piece);
  await output.end();
  return line.printed.join("");
}

Deno.test("RemoteOutput: makes plain lines also where a line end is cut", async () => {
  assertEquals(await written("plain", "a\r\nb\r", "\nc\rd\n\r"), "a\nb\nc\rd\n\r");
  assertEquals(await written("plain", "\r", "\r\n"), "\r\n");
});

Deno.test("RemoteOutput: keeps a line feed alone from the terminal's return", async () => {
  assertEquals(await written("terminal", "a\nb\r\nc\r", "\nd"), "a\vb\r\nc\r\vd");
  assertEquals(await written("none", "a\nb\r", "\nc"), "a\nb\r\nc");
});

Deno.test("RemoteOutput: begins a line only behind an unfinished one", async () => {
  const line = new CommandLine();
  const output = new RemoteOutput(line, { lineEnds: "plain", notes: new Notes(line, {}) });
  await output.startLine();
  await output.write("a");
  await output.startLine();
  await output.startLine();
  await output.write("b\r\n");
  await output.startLine();
  assertEquals(line.printed.join(""), "a\nb\n");
});
