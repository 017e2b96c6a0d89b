import { assert, assertEquals, assertMatch } from "@std/assert";
import { startApp, type TestApp } from "../harness/app.ts";
import { Client } from "../harness/client.ts";
import { eventually } from "../harness/eventually.ts";
import { bearer, createTokens, type TestTokens } from "../harness/tokens.ts";

/** Service with a token of each name, of which `expired` is that. */
interface Guarded extends AsyncDisposable {
  readonly app: TestApp;
  readonly tokens: TestTokens;
  readonly viewer: string;
  readonly operator: string;
  readonly revoked: string;
  readonly expired: string;
}

async function guarded(): Promise<Guarded> {
  await using opening = new AsyncDisposableStack();
  const tokens = opening.use(await createTokens());
  const viewer = await tokens.add("viewer", { role: "viewer" });
  const operator = await tokens.add("operator");
  const revoked = await tokens.add("revoked");
  const expired = await tokens.add("expired", { expires_at: "2026-01-01T00:00:00Z" });
  const proxy = { TRUSTED_PROXIES: "127.0.0.1" };
  const app = opening.use(await startApp({ ...tokens.variables, ...proxy }));
  const opened = opening.move();
  return {
    app,
    tokens,
    viewer,
    operator,
    revoked,
    expired,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Status, headers and error code of an answer. */
interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly code: number | undefined;
}

async function ask(url: string, headers: Record<string, string> = {}): Promise<Asked> {
  const response = await fetch(url, { headers, redirect: "manual" });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const code = isJson ? JSON.parse(text).error?.code : undefined;
  return { status: response.status, headers: response.headers, text, code };
}

/** Opens a WebSocket with `protocols`. Returns the protocol that was answered, or null. */
async function protocolOf(url: string, protocols: string[]): Promise<string | null> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/v1/stub`, protocols);
  return await new Promise((resolve) => {
    socket.onerror = (event) => {
      event.preventDefault();
      resolve(null);
    };
    socket.onopen = () => {
      const { protocol } = socket;
      socket.onclose = () => resolve(protocol);
      socket.close();
    };
  });
}

Deno.test("access: refusals over the wire", async (t) => {
  await using at = await guarded();
  const { url } = at.app;
  const from = (address: string) => ({ "x-forwarded-for": address });

  await t.step("without a token: 401 11000 with a challenge", async () => {
    for (const path of ["/", "/ws/v1/stub", "/api/v1/session", "/docs/start"]) {
      const { status, code, headers } = await ask(`${url}${path}`);
      const challenge = headers.get("www-authenticate");
      assertEquals([status, code, challenge], [401, 11000, 'Bearer realm="pink-page"'], path);
    }
  });

  await t.step("wrong, revoked and expired tokens: 401 11002 with a challenge", async () => {
    const { revoked, expired } = at;
    assertEquals((await ask(url, bearer(revoked))).status, 200);
    await at.tokens.revoke("revoked");
    await eventually(async () => (await ask(url, bearer(revoked))).status === 401, "it is revoked");
    for (const token of ["pp_wrong", `${at.viewer}x`, at.viewer.slice(0, -1), revoked, expired]) {
      const { status, code, headers } = await ask(url, { ...from("192.0.2.1"), ...bearer(token) });
      const challenge = headers.get("www-authenticate");
      assertEquals([status, code, challenge], [
        401,
        11002,
        'Bearer realm="pink-page", error="invalid_token"',
      ]);
    }
  });

  await t.step("a token in the URL: 422 12000, and the log does not have it", async () => {
    const { status, code } = await ask(`${url}/?token=${at.viewer}`, bearer(at.viewer));
    assertEquals([status, code], [422, 12000]);
    assert(!at.app.logLines().join("\n").includes(at.viewer));
  });

  await t.step("ten failures: 429 14001 with Retry-After, but not for a right token", async () => {
    const address = from("192.0.2.7");
    const fail = () => ask(url, { ...address, ...bearer("pp_wrong") });
    for (let i = 0; i < 10; i++) assertEquals((await fail()).code, 11002);
    const { status, code, headers } = await fail();
    assertEquals([status, code], [429, 14001]);
    assertMatch(headers.get("retry-after") ?? "", /^(?:[1-9]|[1-5]\d|60)$/);
    assertEquals((await ask(url, { ...address, ...bearer(at.viewer) })).status, 200);
    assertEquals((await ask(url, address)).code, 11000);
    assertEquals((await ask(url, { ...from("192.0.2.8"), ...bearer("pp_wrong") })).code, 11002);
  });

  await t.step("a message above the role: error 11001, and the connection stays", async () => {
    await using client = await Client.connect(url, bearer(at.viewer));
    client.send({ type: "start_session", request_id: "1" });
    const error = await client.next("error");
    assertEquals([error.error_code, error.request_id], [11001, "1"]);
    client.send({ type: "get_lock_status" });
    await client.next("lock_status");
  });

  await t.step(
    "a browser is led to /login, and from there back, by relative addresses",
    async () => {
      const html = { accept: "text/html,application/xhtml+xml" };
      const table = {
        "/": "./login?next=",
        "/docs": "./login?next=docs",
        "/docs/start": "../login?next=docs%2Fstart",
        "/api/v1/operations/01890a5d-ac96-774b-bcce-000000000001":
          "../../../login?next=api%2Fv1%2Foperations%2F01890a5d-ac96-774b-bcce-000000000001",
      };
      for (const [path, location] of Object.entries(table)) {
        const { status, headers } = await ask(`${url}${path}`, html);
        assertEquals([status, headers.get("location")], [303, location]);
        assertEquals(new URL(location, `${url}${path}`).pathname, "/login");
        assertEquals(headers.get("cache-control"), "no-store");
      }
      const wrong = await ask(url, { ...html, ...bearer("pp_wrong"), ...from("192.0.2.9") });
      assertEquals(wrong.status, 303);
      assertEquals((await fetch(url, { method: "HEAD", headers: html })).status, 401);
    },
  );
});

Deno.test("access: what a token opens", async (t) => {
  await using at = await guarded();
  const { url } = at.app;

  await t.step("as header: the welcome has the user, hello the token's name", async () => {
    await using client = await Client.connect(url, bearer(at.operator));
    const [welcome] = client.events;
    assert(welcome?.type === "welcome");
    assertEquals(welcome.user, { name: "operator", role: "operator" });
    client.send({ type: "hello", data: { name: "another name" } });
    assertEquals((await client.next("hello")).name, "operator");
    client.send({ type: "start_session" });
    assertEquals((await client.next("session_status")).owner?.name, "operator");
  });

  await t.step("as subprotocol: pink-page is answered, never the token", async () => {
    const token = `bearer.${at.viewer}`;
    assertEquals(await protocolOf(url, ["pink-page", token]), "pink-page");
    assertEquals(await protocolOf(url, [token, "pink-page"]), "pink-page");
    assertEquals(await protocolOf(url, ["pink-page", "bearer.pp_wrong"]), null);
    assertEquals(await protocolOf(url, ["pink-page"]), null);
  });

  await t.step("probes are open: up or down, and no reason", async () => {
    const up = async (path: string) => {
      const { status, text } = await ask(`${url}${path}`);
      return [status, JSON.parse(text)];
    };
    assertEquals(await up("/healthz"), [200, { status: "ok" }]);
    assertEquals(await up("/readyz"), [200, { status: "ready" }]);
    const isReady = async () => (await ask(`${url}/readyz`)).status === 200;
    const down = {
      success: false,
      error: { code: 10001, message: "Service temporarily unavailable" },
      path: "/readyz",
    };
    await Deno.chmod(at.tokens.path, 0o644);
    await eventually(async () => !await isReady(), "the tokens file is open to others");
    assertEquals(await up("/readyz"), [503, down]);
    assertEquals((await ask(url, bearer(at.viewer))).status, 200);
    await Deno.chmod(at.tokens.path, 0o600);
    await eventually(isReady, "the tokens file is private again");
    await Deno.remove(at.app.databasePath);
    assertEquals(await up("/readyz"), [503, down]);
    assertEquals((await ask(`${url}/readyz`, bearer(at.viewer))).text.includes("database"), false);
  });
});

Deno.test("access: without tokens everyone is a nameless admin, and /login no page", async () => {
  await using app = await startApp({});
  await using client = await Client.connect(app.url, bearer("pp_any"));
  const [welcome] = client.events;
  assert(welcome?.type === "welcome");
  assertEquals(welcome.user, { name: null, role: "admin" });
  assertEquals((await ask(`${app.url}/login`)).code, 13000);
});
