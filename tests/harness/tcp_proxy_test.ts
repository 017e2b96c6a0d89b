import { assertEquals, assertRejects } from "@std/assert";
import { eventually } from "./eventually.ts";
import { startTcpProxy } from "./tcp_proxy.ts";
import { startTcpServer } from "./tcp_server.ts";

async function read(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(1024);
  const length = await connection.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, length ?? 0));
}

function write(connection: Deno.Conn, text: string): Promise<number> {
  return connection.write(new TextEncoder().encode(text));
}

Deno.test("startTcpProxy: forwards both ways, and the end of each way by itself", async () => {
  await using server = await startTcpServer((socket) => {
    socket.on("end", () => socket.end("the end"));
    socket.on("data", (data) => socket.write(data));
  });
  await using proxy = await startTcpProxy(server.port);
  using connection = await Deno.connect({ port: proxy.port });
  await write(connection, "hello");
  assertEquals(await read(connection), "hello");
  assertEquals([proxy.connections, server.connections], [1, 1]);
  await connection.closeWrite();
  assertEquals(await read(connection), "the end");
  assertEquals(await connection.read(new Uint8Array(1)), null);
  await eventually(() => proxy.connections + server.connections === 0, "both sides close");
});

Deno.test("TcpProxy.freeze: holds what is sent, also on new connections, until thaw", async () => {
  let received = "";
  await using server = await startTcpServer((socket) =>
    socket.on("data", (data) => received += data)
  );
  await using proxy = await startTcpProxy(server.port);
  using early = await Deno.connect({ port: proxy.port });
  await write(early, "a");
  await eventually(() => received === "a", "the first byte arrives");
  proxy.freeze();
  using late = await Deno.connect({ port: proxy.port });
  await write(early, "b");
  await write(late, "c");
  await eventually(() => server.connections === 2, "the late connection arrives");
  // A direct byte, sent last: the held bytes would arrive before it if they were forwarded.
  using direct = await Deno.connect({ port: server.port });
  await write(direct, "d");
  await eventually(() => received.length > 1, "the direct byte arrives");
  assertEquals(received, "ad");
  proxy.thaw();
  await eventually(() => received.length === 4, "the held bytes arrive");
  assertEquals([...received].toSorted().join(""), "abcd");
});

Deno.test("TcpProxy.cutAll: resets both ends, and the next connection works", async () => {
  await using server = await startTcpServer((socket) => socket.pipe(socket));
  await using proxy = await startTcpProxy(server.port);
  using connection = await Deno.connect({ port: proxy.port });
  await write(connection, "hello");
  assertEquals(await read(connection), "hello");
  proxy.cutAll();
  await assertRejects(() => read(connection), Deno.errors.ConnectionReset);
  await eventually(() => proxy.connections + server.connections === 0, "both ends close");
  using next = await Deno.connect({ port: proxy.port });
  await write(next, "again");
  assertEquals(await read(next), "again");
});

Deno.test("startTcpProxy: a target that refuses resets the client", async () => {
  const server = await startTcpServer();
  await server[Symbol.asyncDispose]();
  await using proxy = await startTcpProxy(server.port);
  using connection = await Deno.connect({ port: proxy.port });
  await assertRejects(() => read(connection), Deno.errors.ConnectionReset);
});
