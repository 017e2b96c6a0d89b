import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { serveApi } from "./served_api.ts";

/** Status, headers and JSON of an answer. */
async function ask(
  url: string,
  init?: RequestInit,
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

Deno.test("/: lists the addresses of the service", async () => {
  await using app = await startApp({});
  const { status, body } = await ask(app.url);
  assertEquals(status, 200);
  assertEquals(body, {
    name: "Pink-Page",
    description: "Drives remote servers over SSH, in real time, through a WebSocket",
    websocket: "/ws/v1/stub",
    liveness: "/healthz",
    readiness: "/readyz",
    guides: "/docs",
    http_docs: "/swagger/docs",
    websocket_docs: "/asyncapi/docs",
    openapi: "/openapi.json",
    asyncapi: "/asyncapi.json",
    errors: "/api/v1/errors",
    servers: [],
  });
});

Deno.test("/healthz and /readyz: answer 200", async () => {
  await using app = await startApp({});
  assertEquals(await ask(`${app.url}/healthz`).then(({ status, body }) => [status, body]), [200, {
    status: "ok",
  }]);
  assertEquals(await ask(`${app.url}/readyz`).then(({ status, body }) => [status, body]), [200, {
    status: "ready",
  }]);
});

Deno.test("errorAnswer: has Retry-After only when the error names a time", async () => {
  for (const retryAfterSeconds of [undefined, 7]) {
    const options = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
    const checkStore = () => {
      throw new AppError("QUOTA_EXCEEDED", "too many", options);
    };
    await using api = serveApi({ checkStore });
    const { status, headers } = await ask(`${api.url}/readyz`);
    assertEquals([status, headers.get("retry-after")], [429, retryAfterSeconds ? "7" : null]);
    assertEquals(headers.get("content-type"), "application/json; charset=utf-8");
  }
});

Deno.test("/readyz and WebSockets: 503 during the shutdown, or without the database", async () => {
  const fail = () => {
    throw new AppError("SERVICE_UNAVAILABLE", "not now");
  };
  for (const overrides of [{ checkOpen: fail }, { checkStore: fail }]) {
    await using api = serveApi(overrides);
    assertEquals((await ask(`${api.url}/readyz`)).status, 503);
  }
  await using api = serveApi({ checkOpen: fail });
  const handshake = "GET /ws/v1/stub HTTP/1.1\r\nUpgrade: websocket\r\n";
  assertStringIncludes(await rawRequest(api.url, handshake), '"code": 10001');
});

sshdTest("a service that is being closed is not ready while a command still ends", async () => {
  await using sshd = await startSshd();
  await using app = await startApp(serverVariables("near", sshd));
  await using client = await Client.connect(app.url);
  const command = "trap '' INT; echo ready; while true; do sleep 1; done";
  client.send({ type: "ssh_command", data: { server_name: "near", command } });
  await client.next("output");
  const closing = app[Symbol.asyncDispose]();
  const { status, body } = await ask(`${app.url}/readyz`);
  assertEquals(status, 503);
  assertStringIncludes(JSON.stringify(body), '"code":10001');
  await closing;
});

Deno.test("the log: a mistake warns, an IPv6 client has brackets, a secret is hidden", async () => {
  await using app = await startApp({
    HOST: "::1",
    A_IP: "127.0.0.1",
    HIWARE_ID: "user",
    HIWARE_PW: "very-secret",
  });
  assertStringIncludes(app.url, "http://[::1]:");
  await using client = await Client.connect(app.url);
  await ask(`${app.url}/very-secret`);
  const lines = app.logLines();
  const [connected = "", ...more] = lines.filter((line) => line.includes(` connected `));
  assertEquals(more, []);
  assertMatch(connected, new RegExp(` connection=${client.id} address=\\[::1\\]:\\d+$`));
  const [failed = ""] = lines.filter((line) => line.includes(" request failed "));
  assertMatch(failed, / WARN request failed method=GET path="?\/\*\*\*"? code=13000 /);
});

Deno.test("/readyz: answers 41000 while the database file is not in its place", async () => {
  await using app = await startApp({});
  await Deno.remove(app.databasePath);
  const { status, body } = await ask(`${app.url}/readyz`);
  const error = {
    code: 41000,
    message: "Database query failed",
    detail: "The database file was deleted, moved or replaced: put it back, or restart the service",
  };
  assertEquals([status, body], [500, { success: false, error, path: "/readyz" }]);
});

Deno.test("unknown paths: answer 404 and 13000 in the error shape", async () => {
  await using app = await startApp({});
  for (const path of ["/nothing", "/constructor", "/healthz/x"]) {
    const { status, body } = await ask(`${app.url}${path}?q=1`);
    const error = {
      code: 13000,
      message: "Resource not found",
      detail: "Not found. GET / lists the endpoints",
    };
    assertEquals([status, body], [404, { success: false, error, path }]);
  }
});

Deno.test("other methods: 405 with Allow and 14000; HEAD is a GET without a body", async () => {
  await using app = await startApp({});
  const { status, headers, body } = await ask(`${app.url}/healthz`, { method: "POST", body: "x" });
  assertEquals([status, headers.get("allow")], [405, "GET, HEAD"]);
  const error = { code: 14000, message: "Operation not allowed", detail: "Use GET or HEAD" };
  assertEquals(body, { success: false, error, path: "/healthz" });
  const head = await fetch(`${app.url}/healthz`, { method: "HEAD" });
  assertEquals([head.status, await head.text()], [200, ""]);
});

Deno.test("/ws/v1/stub: without a handshake answers 426, with a broken one 12000", async () => {
  await using app = await startApp({});
  const plain = await ask(`${app.url}/ws/v1/stub`);
  assertEquals([plain.status, plain.headers.get("upgrade")], [426, "websocket"]);
  assertStringIncludes(JSON.stringify(plain.body), "14000");
  assertStringIncludes(
    await rawRequest(app.url, "GET /ws/v1/stub HTTP/1.1\r\nUpgrade: websocket\r\n"),
    '"code": 12000',
  );
});

Deno.test("a Host that makes no URL: answers 12000 in the error shape", async () => {
  await using app = await startApp({});
  const answer = await rawRequest(app.url, "GET /healthz HTTP/1.1\r\n", "a b");
  assertStringIncludes(answer, '"code": 12000');
});

/** Sends header lines as they are: fetch would not send these. */
async function rawRequest(url: string, lines: string, host = "x"): Promise<string> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(
    new TextEncoder().encode(`${lines}Host: ${host}\r\nConnection: close\r\n\r\n`),
  );
  return await new Response(connection.readable).text();
}
