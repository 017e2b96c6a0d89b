import { assert, assertEquals } from "@std/assert";
import { eventually } from "../harness/eventually.ts";
import { serveWires } from "./served_wires.ts";

const MIB = 1_048_576;
/** Silence that counts, in milliseconds. */
const SILENT_MS = 200;

Deno.test("Wire.isSilentFor: a client that reads less than was sent meanwhile is not silent", async () => {
  await using at = serveWires();
  const { wire, client } = await at.open();
  const startedMs = performance.now();
  while (wire.unsentBytes < 4 * MIB) {
    wire.post("x".repeat(MIB));
    await new Promise((resolve) => setTimeout(resolve));
  }
  await eventually(() => performance.now() - startedMs > 2 * SILENT_MS, "it is silent");
  wire.post("x".repeat(16 * MIB));
  const unsentBytes = wire.unsentBytes;
  while (wire.unsentBytes === unsentBytes) assert(await client.read() !== null);
  assert(wire.unsentBytes > unsentBytes - 16 * MIB, "most is unread");
  assertEquals(wire.isSilentFor(SILENT_MS), false);
});

Deno.test("Wire.isSilentFor: a client that does not read what waits for it is silent", async () => {
  await using at = serveWires();
  const { wire } = await at.open();
  wire.post("x".repeat(32 * MIB));
  await eventually(() => wire.isSilentFor(SILENT_MS), "it is silent");
});
