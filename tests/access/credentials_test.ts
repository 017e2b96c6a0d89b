import { assertEquals, assertThrows } from "@std/assert";
import {
  cookieName,
  credentialsOf,
  loginCookieOf,
  refuseTokenInUrl,
} from "../../src/access/credentials.ts";
import { AppError } from "../../src/errors.ts";

const INSECURE = { isSecure: false };
const SITE = { "sec-fetch-site": "same-origin" };

/** Returns a request with `headers`. */
function requestOf(
  headers: Record<string, string>,
  { method = "GET", path = "/" } = {},
): Request {
  return new Request(`http://127.0.0.1:8000${path}`, { method, headers });
}

/** Returns the secret that a request presents. */
function secretOf(headers: Record<string, string>): string | undefined {
  const credentials = credentialsOf(requestOf(headers), INSECURE);
  return credentials?.kind === "token" ? credentials.token : credentials?.cookie;
}

Deno.test("credentialsOf: first the header, then the subprotocol, then the cookie", () => {
  const cookie = { cookie: "pink-page=of-cookie", ...SITE };
  const subprotocol = { "sec-websocket-protocol": "pink-page, bearer.of-protocol" };
  const header = { authorization: "Bearer of-header" };
  assertEquals(credentialsOf(requestOf({ ...cookie, ...subprotocol, ...header }), INSECURE), {
    kind: "token",
    token: "of-header",
  });
  assertEquals(credentialsOf(requestOf({ ...cookie, ...subprotocol }), INSECURE), {
    kind: "token",
    token: "of-protocol",
  });
  assertEquals(credentialsOf(requestOf(cookie), INSECURE), { kind: "cookie", cookie: "of-cookie" });
  assertEquals(credentialsOf(requestOf({}), INSECURE), undefined);
});

Deno.test("credentialsOf: reads only a Bearer header, whatever the case of its scheme", () => {
  for (const scheme of ["Bearer", "bearer", "BEARER "]) {
    assertEquals(secretOf({ authorization: `${scheme} x` }), "x");
  }
  for (const authorization of ["Basic x", "Bearer", "Bearerx", "Bearer x y", "x", "Not Bearer x"]) {
    assertEquals(secretOf({ authorization }), undefined, authorization);
  }
});

Deno.test("credentialsOf: reads the token from any place among the subprotocols", () => {
  const secretIn = (text: string) => secretOf({ "sec-websocket-protocol": text });
  for (
    const text of ["bearer.x, pink-page", "pink-page,bearer.x", " bearer.x ", "a, bearer.x, b"]
  ) {
    assertEquals(secretIn(text), "x", text);
  }
  for (const text of ["pink-page", "x", "xbearer.x", "bearer"]) {
    assertEquals(secretIn(text), undefined, text);
  }
});

Deno.test("refuseTokenInUrl: a token in the query is 12000, even beside a right one", () => {
  for (const path of ["/?token=pp_x", "/ws/v1/stub?a=1&token=", "/?%74oken=x"]) {
    const request = requestOf({ authorization: "Bearer x" }, { path });
    const error = assertThrows(() => refuseTokenInUrl(request), AppError);
    assertEquals([error.code, error.faults?.[0]?.field], [12000, "token"], path);
    assertEquals(JSON.stringify(error.detail).includes("pp_x"), false);
  }
  refuseTokenInUrl(requestOf({}, { path: "/?tokens=1" }));
});

Deno.test("loginCookieOf: reads the cookie with the whole name from any place", () => {
  const cookieIn = (cookie: string, isSecure = false) =>
    loginCookieOf(requestOf({ cookie, ...SITE }), { isSecure });
  for (const text of ["pink-page=x", "a=b; pink-page=x", "pink-page=x;c=d", "a=b;pink-page=x "]) {
    assertEquals(cookieIn(text), "x", text);
  }
  for (const text of ["pink-pages=x", "xpink-page=x", "pink-page", "a=pink-page=x", ""]) {
    assertEquals(cookieIn(text), undefined, text);
  }
  assertEquals([cookieName(false), cookieName(true)], ["pink-page", "__Host-pink-page"]);
  assertEquals(cookieIn("pink-page=plain; __Host-pink-page=bound", true), "bound");
  assertEquals(cookieIn("pink-page=plain", true), undefined);
});

Deno.test("loginCookieOf: counts with an Origin, or when a browser says that we asked", () => {
  const counts = (headers: Record<string, string>, method = "GET") =>
    loginCookieOf(requestOf({ cookie: "pink-page=x", ...headers }, { method }), INSECURE) === "x";
  assertEquals(
    ["same-origin", "none", "same-site", "cross-site", "", "SAME-ORIGIN"].map((site) =>
      counts({ "sec-fetch-site": site })
    ),
    [true, true, false, false, false, false],
  );
  assertEquals([counts({}), counts({ origin: "http://127.0.0.1:8000" })], [false, true]);
  assertEquals(counts(SITE, "HEAD"), true);
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    assertEquals([counts(SITE, method), counts({ "sec-fetch-site": "none" }, method)], [
      false,
      false,
    ]);
    assertEquals(counts({ origin: "http://127.0.0.1:8000" }, method), true);
  }
});
