import { Buffer } from "node:buffer";
import { once } from "node:events";
import { Socket } from "node:net";
import { assertEquals } from "@std/assert";
import { gatherWrites } from "../../src/ssh/gather_writes.ts";
import { startTcpServer, type TcpServer } from "../harness/tcp_server.ts";

/** Socket that records the size of each write to the system, in bytes. */
class Observed extends Socket {
  readonly sentBytes: number[] = [];

  override _write(chunk: Uint8Array, encoding: BufferEncoding, done: () => void): void {
    this.sentBytes.push(chunk.length);
    super._write(chunk, encoding, done);
  }

  override _writev(chunks: { chunk: Uint8Array; encoding: BufferEncoding }[], done: () => void) {
    this.sentBytes.push(chunks.reduce((sum, { chunk }) => sum + chunk.length, 0));
    super._writev?.(chunks, done);
  }
}

/**
 * Connects a socket. `received` resolves with all that its peer has received when the socket ends.
 */
async function connected(): Promise<
  { server: TcpServer; socket: Observed; received: Promise<Buffer> }
> {
  const { promise: received, resolve } = Promise.withResolvers<Buffer>();
  const server = await startTcpServer((peer) => {
    const chunks: Buffer[] = [];
    peer.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
      resolve(Buffer.concat(chunks));
      peer.end();
    });
  });
  const socket = new Observed();
  socket.on("error", () => {}); // A failed test closes the server first.
  socket.connect(server.port, server.host);
  gatherWrites(socket);
  await once(socket, "connect");
  return { server, socket, received };
}

Deno.test("gatherWrites: sends together what is written in one turn", async () => {
  const { server, socket, received } = await connected();
  await using _server = server;
  for (const piece of ["one ", "two ", "three "]) socket.write(piece);
  assertEquals(socket.sentBytes, []);
  await new Promise(setImmediate);
  assertEquals(socket.sentBytes, [14]);
  socket.write("four");
  await new Promise(setImmediate);
  assertEquals(socket.sentBytes, [14, 4]);
  socket.end();
  assertEquals((await received).toString(), "one two three four");
});

Deno.test("gatherWrites: gathers at most 256 KiB and a piece", async () => {
  const { server, socket, received } = await connected();
  await using _server = server;
  const pieces = [1, 2, 3, 4, 5].map((value) => new Uint8Array(100 * 1024).fill(value));
  for (const piece of pieces) socket.write(piece);
  assertEquals(socket.sentBytes, [300 * 1024]);
  socket.end();
  assertEquals(await received, Buffer.concat(pieces));
  assertEquals(socket.sentBytes, [300 * 1024, 200 * 1024]);
});

Deno.test("gatherWrites: sends what is written in the turn of the end", async () => {
  const { server, socket, received } = await connected();
  await using _server = server;
  socket.write("first ");
  socket.end("last");
  assertEquals((await received).toString(), "first last");
});

Deno.test("gatherWrites: allows the socket to be destroyed in the turn of a write", async () => {
  const { server, socket } = await connected();
  await using _server = server;
  socket.write("too late");
  socket.destroy();
  const [hadError] = await once(socket, "close");
  assertEquals(hadError, false);
});
