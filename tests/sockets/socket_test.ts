import { assert, assertEquals } from "@std/assert";
import { eventually } from "../harness/eventually.ts";
import { serveSockets } from "./served_sockets.ts";

const MIB = 1_048_576;
/** Silence that counts, in milliseconds. */
const SILENT_MS = 200;

Deno.test(
  "Socket.isSilentFor: a client that reads less than was sent meanwhile is not silent",
  async () => {
    await using at = serveSockets();
    const { socket, client } = await at.open();
    const startedMs = performance.now();
    while (socket.unsentBytes < 4 * MIB) {
      socket.send("x".repeat(MIB));
      await new Promise((resolve) => setTimeout(resolve));
    }
    await eventually(() => performance.now() - startedMs > 2 * SILENT_MS, "it is silent");
    socket.send("x".repeat(16 * MIB));
    const unsentBytes = socket.unsentBytes;
    while (socket.unsentBytes === unsentBytes) assert(await client.read() !== null);
    assert(socket.unsentBytes > unsentBytes - 16 * MIB, "most is unread");
    assertEquals(socket.isSilentFor(SILENT_MS), false);
  },
);

Deno.test(
  "Socket.isSilentFor: a client that does not read what waits for it is silent",
  async () => {
    await using at = serveSockets();
    const { socket } = await at.open();
    socket.send("x".repeat(32 * MIB));
    await eventually(() => socket.isSilentFor(SILENT_MS), "it is silent");
  },
);
