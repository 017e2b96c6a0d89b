import { assertEquals, assertGreater, assertLess } from "@std/assert";
import type { Buffer } from "node:buffer";
import { once } from "node:events";
import { Socket } from "node:net";
import { setImmediate } from "node:timers";
import { takeTurns } from "../../src/ssh2/take_turns.ts";
import { startTcpServer } from "../harness/tcp_server.ts";

const SENT_BYTES = 8_000_000;

/**
 * Reads from a socket with 1 ms of work for each chunk. Returns the total number of bytes, and the
 * most bytes in one turn of the event loop.
 */
async function readBytes(
  { inTurns }: { inTurns: boolean },
): Promise<{ most: number; total: number }> {
  await using server = await startTcpServer((socket) => socket.end(new Uint8Array(SENT_BYTES)));
  const socket = new Socket().connect(server.port, server.host);
  let most = 0;
  let total = 0;
  let inTurn = 0;
  const turn = () => {
    inTurn = 0;
    if (total < SENT_BYTES) setImmediate(turn);
  };
  socket.on("data", ({ length }: Buffer) => {
    total += length;
    most = Math.max(most, inTurn += length);
    const startMs = performance.now();
    while (performance.now() - startMs < 1);
  });
  if (inTurns) takeTurns(socket);
  turn();
  await once(socket, "close");
  return { most, total };
}

Deno.test("takeTurns: pauses a socket after 64 KiB, and all bytes arrive", async () => {
  const { most, total } = await readBytes({ inTurns: true });
  assertEquals(total, SENT_BYTES);
  assertLess(most, 300_000);
});

Deno.test("takeTurns: without it, one connection delays everything else", async () => {
  const { most } = await readBytes({ inTurns: false });
  assertGreater(most, 500_000);
});
