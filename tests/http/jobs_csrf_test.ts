import { assertEquals } from "@std/assert";
import { ask, codeOf, logIn, serve } from "./login/served_login.ts";

Deno.test("POST, PUT and DELETE with a cookie: only from a page of our own", async () => {
  await using at = await serve();
  const { cookie = "", origin = "" } = await logIn(at);
  const acts = [
    ["POST", "/api/v1/jobs/none/runs"],
    ["PUT", "/api/v1/jobs/none"],
    ["DELETE", "/api/v1/jobs/none"],
    ["POST", `/api/v1/runs/${crypto.randomUUID()}/cancel`],
  ] as const;
  for (const [method, path] of acts) {
    const send = async (headers: Record<string, string>) =>
      codeOf(await ask(`${at.app.url}${path}`, { method, headers: { cookie, ...headers } }));
    assertEquals(
      [
        await send({}),
        await send({ "sec-fetch-site": "same-origin" }),
        await send({ "sec-fetch-site": "cross-site" }),
        await send({ origin: "http://evil.example" }),
      ],
      [11000, 11000, 11000, 11001],
      `${method} ${path}`,
    );
    // The cookie is that of an operator.
    assertEquals(await send({ origin }), method === "POST" ? 52000 : 11001);
  }
});
