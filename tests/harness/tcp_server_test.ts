import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { eventually } from "./eventually.ts";
import { closeAfterBanner, speakGarbage, startTcpServer } from "./tcp_server.ts";

Deno.test("startTcpServer: accepts and says nothing; disposal resets the connection", async () => {
  const server = await startTcpServer();
  using connection = await Deno.connect({ port: server.port });
  const reset = assertRejects(
    () => connection.read(new Uint8Array(1)),
    Deno.errors.ConnectionReset,
  );
  await eventually(() => server.connections === 1, "the server accepts");
  await server[Symbol.asyncDispose]();
  await reset;
  await assertRejects(() => Deno.connect({ port: server.port }), Deno.errors.ConnectionRefused);
});

Deno.test("closeAfterBanner: the SSH banner and the end", async () => {
  await using server = await startTcpServer(closeAfterBanner);
  const connection = await Deno.connect({ port: server.port });
  const text = await new Response(connection.readable).text();
  assertEquals(text, "SSH-2.0-OpenSSH_9.2p1\r\n");
});

Deno.test("speakGarbage: no SSH banner, and the connection stays", async () => {
  await using server = await startTcpServer(speakGarbage);
  using connection = await Deno.connect({ port: server.port });
  const buffer = new Uint8Array(1024);
  const length = await connection.read(buffer) ?? 0;
  assertMatch(new TextDecoder().decode(buffer.subarray(0, length)), /^HTTP/);
  assertEquals(server.connections, 1);
});
