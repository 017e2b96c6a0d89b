import { Buffer } from "node:buffer";
import { once } from "node:events";
import { Socket } from "node:net";
import { assertEquals } from "@std/assert";
import { gatherWrites } from "../../src/ssh/gather_writes.ts";
import { startTcpServer, type TcpServer } from "../harness/tcp_server.ts";

/** Keeps the size of everything that it is asked to send at once. */
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

/** A connected socket, and what its peer has got when the socket has ended. */
async function connected(): Promise<{ server: TcpServer; socket: Observed; got: Promise<Buffer> }> {
  const { promise: got, resolve } = Promise.withResolvers<Buffer>();
  const server = await startTcpServer((peer) => {
    const chunks: Buffer[] = [];
    peer.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", () => {
      resolve(Buffer.concat(chunks));
      peer.end();
    });
  });
  const socket = new Observed();
  socket.on("error", () => {}); // Of a test that has failed, and whose server is gone.
  socket.connect(server.port, server.host);
  gatherWrites(socket);
  await once(socket, "connect");
  return { server, socket, got };
}

Deno.test("gatherWrites: what is written in one turn is sent at once", async () => {
  const { server, socket, got } = await connected();
  await using _server = server;
  for (const piece of ["one ", "two ", "three "]) socket.write(piece);
  assertEquals(socket.sentBytes, []);
  await new Promise(setImmediate);
  assertEquals(socket.sentBytes, [14]);
  socket.write("four");
  await new Promise(setImmediate);
  assertEquals(socket.sentBytes, [14, 4]);
  socket.end();
  assertEquals((await got).toString(), "one two three four");
});

Deno.test("gatherWrites: does not gather more than 256 KiB and a piece", async () => {
  const { server, socket, got } = await connected();
  await using _server = server;
  const pieces = [1, 2, 3, 4, 5].map((value) => new Uint8Array(100 * 1024).fill(value));
  for (const piece of pieces) socket.write(piece);
  assertEquals(socket.sentBytes, [300 * 1024]);
  socket.end();
  assertEquals(await got, Buffer.concat(pieces));
  assertEquals(socket.sentBytes, [300 * 1024, 200 * 1024]);
});

Deno.test("gatherWrites: with the end, what was written in the same turn arrives", async () => {
  const { server, socket, got } = await connected();
  await using _server = server;
  socket.write("good");
  socket.end("bye");
  assertEquals((await got).toString(), "goodbye");
});

Deno.test("gatherWrites: to destroy the socket in the turn of a write is no failure", async () => {
  const { server, socket } = await connected();
  await using _server = server;
  socket.write("too late");
  socket.destroy();
  const [hadError] = await once(socket, "close");
  assertEquals(hadError, false);
});
