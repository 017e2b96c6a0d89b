import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { checkOrigin } from "../../src/http/origin.ts";
import { startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";

const policy = {
  host: "192.168.7.7",
  isLoopback: false,
  port: 8000,
  allowedOrigins: ["https://console.example.com"],
};

function request(origin?: string): Request {
  return new Request("http://evil.example:8000/ws/v1/stub", {
    headers: origin === undefined ? {} : { origin },
  });
}

Deno.test("checkOrigin: our own origins, the allowed ones, and programs without one pass", () => {
  const own = ["localhost", "127.0.0.1", "[::1]", "192.168.7.7"].map((host) => `${host}:8000`);
  for (const host of own) {
    checkOrigin(request(`http://${host}`), policy);
    checkOrigin(request(`https://${host}`), policy);
  }
  checkOrigin(request("https://console.example.com"), policy);
  checkOrigin(request("HTTPS://Console.Example.com"), policy);
  checkOrigin(request(), policy);
});

Deno.test("checkOrigin: foreign origins are 11001, whatever the Host header says", () => {
  const foreign = [
    "http://evil.example:8000",
    "http://evil.example",
    "http://localhost",
    "http://localhost:8001",
    "http://localhost:8000.evil.example",
    "https://console.example.com.evil.example",
    "http://console.example.com",
    "null",
    "",
  ];
  for (const origin of foreign) {
    assertEquals(
      assertThrows(() => checkOrigin(request(origin), policy), AppError, undefined, origin).code,
      11001,
    );
  }
});

Deno.test("checkOrigin: the refusal names origin or host, quoted and not all of a long one", () => {
  const detailOf = (refused: Request, isLoopback = false) =>
    assertThrows(() => checkOrigin(refused, { ...policy, isLoopback }), AppError).detail ?? "";
  assertEquals(
    detailOf(request("http://127.0.0.1:9000")),
    'The Origin "http://127.0.0.1:9000" is neither our own nor in ALLOWED_ORIGINS: add it there',
  );
  assertStringIncludes(detailOf(request('a"\tb')), 'The Origin "a\\"\\tb" is');
  const long = `http://${"x".repeat(121)}`;
  assertStringIncludes(detailOf(request(long)), `The Origin "${long}" is`);
  assertStringIncludes(detailOf(request(`${long}y`)), `The Origin "${long}…" is`);
  const detail = detailOf(new Request("http://evil.example:8000/"), true);
  assertStringIncludes(detail, 'The Host "evil.example" is neither');
  assertStringIncludes(detail, "ALLOWED_ORIGINS");
});

Deno.test("checkOrigin: on loopback, a foreign name in Host is 11001 (DNS rebinding)", () => {
  const local = { ...policy, host: "127.0.0.1", isLoopback: true };
  const to = (host: string) => new Request(`http://${host}/api/v1/operations`);
  const own = ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "console.example.com"];
  for (const host of own) checkOrigin(to(host), local);
  for (const host of ["evil.example:8000", "localhost.evil.example", "127.0.0.1.nip.io"]) {
    assertEquals(assertThrows(() => checkOrigin(to(host), local), AppError).code, 11001);
    checkOrigin(to(host), policy);
    checkOrigin(new Request(to(host), { headers: { upgrade: "websocket" } }), local);
  }
});

Deno.test("checkOrigin: a default port is not written in an origin", () => {
  checkOrigin(request("http://localhost"), { ...policy, port: 80 });
  checkOrigin(request("https://localhost"), { ...policy, port: 443 });
  checkOrigin(request("http://[::1]:8000"), { ...policy, host: "::1" });
});

Deno.test("a page on another origin gets 403 and 11001 before the upgrade", async () => {
  await using app = await startApp({
    AUTH: "none",
    ALLOWED_ORIGINS: "https://console.example.com",
  });
  const { hostname, port } = new URL(app.url);
  const handshake =
    "GET /ws/v1/stub HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n" +
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" +
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(handshake));
  const answer = new Uint8Array(4096);
  const length = await connection.read(answer) ?? 0;
  const text = new TextDecoder().decode(answer.subarray(0, length));
  assertStringIncludes(text, "403 Forbidden");
  assertStringIncludes(text, '"code": 11001');
  assertStringIncludes(text, '\\"http://evil.example\\" is neither our own nor in ALLOWED_ORIGINS');
  const [line = ""] = app.logLines().filter((line) => line.includes("request failed"));
  assertStringIncludes(line, '\\"http://evil.example\\" is neither our own nor in ALLOWED_ORIGINS');
  await using _own = await Client.connect(app.url, { origin: app.url });
  await using _allowed = await Client.connect(app.url, { origin: "https://console.example.com" });
});
