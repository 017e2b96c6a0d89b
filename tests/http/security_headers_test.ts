import { assertEquals, assertMatch } from "@std/assert";
import { startApp } from "../harness/app.ts";

/** Policy of everything that is no page. */
const DATA = "default-src 'none'; frame-ancestors 'none'";

/** Requests with one answer of each kind. */
const REQUESTS: readonly [path: string, init?: RequestInit][] = [
  ["/"],
  ["/healthz", { method: "HEAD" }],
  ["/nothing"],
  ["/healthz", { method: "POST" }],
  ["/ws/v1/stub"],
  ["/", { headers: { origin: "http://evil.example" } }],
  ["/docs/docs.css"],
  ["/swagger/swagger.js", { headers: { "if-none-match": "*" } }],
];

Deno.test("every answer: a browser guesses no type, frames nothing, tells no URL", async () => {
  await using app = await startApp({});
  for (const [path, init] of [...REQUESTS, ["/docs"], ["/docs/errors"]] as typeof REQUESTS) {
    const { headers, body } = await fetch(`${app.url}${path}`, init);
    await body?.cancel();
    assertEquals(headers.get("x-content-type-options"), "nosniff", path);
    assertEquals(headers.get("referrer-policy"), "same-origin", path);
    assertEquals(headers.get("strict-transport-security"), null, path);
    const policy = headers.get("content-security-policy") ?? "";
    if (!path.startsWith("/docs") || path.endsWith(".css")) assertEquals(policy, DATA, path);
    else assertMatch(policy, /; form-action 'self'; frame-ancestors 'none'$/, path);
  }
});

Deno.test("every answer: over TLS, browsers are told to use TLS alone", async () => {
  await using app = await startApp({ AUTH: "none", TRUSTED_PROXIES: "127.0.0.1" });
  for (const [path, init] of REQUESTS) {
    const headers = { ...init?.headers as Record<string, string>, "x-forwarded-proto": "https" };
    const answer = await fetch(`${app.url}${path}`, { ...init, headers });
    await answer.body?.cancel();
    assertEquals(answer.headers.get("strict-transport-security"), "max-age=31536000", path);
  }
});
