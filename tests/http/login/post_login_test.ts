import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { ask, codeOf, postForm, postJson, serve } from "./served_login.ts";

Deno.test("POST /login: starts logins by JSON and by forms", async (t) => {
  await using at = await serve();

  await t.step("JSON: answers the user, and a cookie for this host alone", async () => {
    const { status, headers, text } = await postJson(at, { body: { token: at.token } });
    assertEquals([status, JSON.parse(text)], [200, { name: "운영 a", role: "operator" }]);
    const cookie = headers.get("set-cookie") ?? "";
    const attributes = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200";
    assertMatch(cookie, new RegExp(`^pink-page=[\\w-]{43}${attributes}$`));
    assert(!cookie.includes(at.token));
    assertEquals(headers.get("cache-control"), "no-store");
  });

  await t.step("JSON over TLS: the cookie is Secure and bound by its prefix", async () => {
    const forwarded = { "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" };
    const answer = await postJson(at, { body: { token: at.token }, headers: forwarded });
    const cookie = answer.headers.get("set-cookie") ?? "";
    const attributes = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure";
    assertMatch(cookie, new RegExp(`^__Host-pink-page=[\\w-]{43}${attributes}$`));
    const [pair = ""] = cookie.split(";");
    const own = { cookie: pair, "sec-fetch-site": "same-origin" };
    assertEquals((await ask(at.app.url, { headers: { ...own, ...forwarded } })).status, 200);
    assertEquals((await ask(at.app.url, { headers: own })).status, 401);
  });

  await t.step("a form: leads to the next page, and never to another host", async () => {
    const nextOf = async (next: string) => {
      const { status, headers } = await postForm(at, { fields: { token: at.token, next } });
      assert(status === 303 && headers.get("set-cookie") !== null);
      return headers.get("location");
    };
    assertEquals([await nextOf("./docs/start"), await nextOf("docs")], ["./docs/start", "./docs"]);
    const strange = [
      ...["//evil.example", "\\\\evil.example", "/\\evil.example", "https:evil.example", "/docs"],
      ...[
        "../..",
        "./../x",
        "docs/../..",
        "javascript:alert(1)",
        "docs?x=//evil",
        "do\ncs",
        ".//x",
      ],
      ...["https://evil.example/", "././/evil.example", "./", "", "%2f%2fevil.example", "a//evil"],
    ];
    for (const next of strange) assertEquals(await nextOf(next), "./", next);
  });

  await t.step("wrong tokens: 401 11002, for a form a page in its language", async () => {
    const wrong = { token: "pp_wrong" };
    const json = await postJson(at, { body: wrong, headers: { accept: "text/html" } });
    assertEquals([json.status, codeOf(json), json.headers.get("set-cookie")], [401, 11002, null]);
    const texts = {
      "ko-KR,ko;q=0.9,en;q=0.8": ["ko", "토큰"],
      "en-US,en;q=0.9,ko;q=0.8": ["en", "Token"],
      "": ["en", "Token"],
    };
    for (const [accepted, [language, label]] of Object.entries(texts)) {
      const headers = { "accept-language": accepted };
      const fields = { ...wrong, next: "./docs" };
      const { status, text, headers: given } = await postForm(at, { fields, headers });
      assertEquals([status, given.get("set-cookie")], [401, null]);
      assertStringIncludes(text, `<html lang="${language}">`);
      assertStringIncludes(text, `<label for="token">${label}</label>`);
      assertMatch(text, /<p role="alert">[^<]{10,}<\/p>/);
      assertStringIncludes(text, 'name="next" value="./docs"');
      assert(!text.includes("pp_wrong"));
    }
  });

  await t.step("faulty bodies: 31003 over 4 KiB, 12002 and 12000 otherwise", async () => {
    const fault = async (body: unknown) => codeOf(await postJson(at, { body }));
    const padded = (length: number) => {
      const body = { token: at.token, pad: "" };
      return { ...body, pad: "x".repeat(length - JSON.stringify(body).length) };
    };
    assertEquals((await postJson(at, { body: padded(4_096) })).status, 200);
    assertEquals(await fault(padded(4_097)), 31003);
    assertEquals([await fault({}), await fault("null"), await fault("{"), await fault("")], [
      12002,
      12000,
      12000,
      12000,
    ]);
    assertEquals([await fault({ token: "x".repeat(1_025) }), await fault({ token: 1 })], [
      12000,
      12000,
    ]);
  });

  await t.step("a page on another origin: 403 11001, with the right token too", async () => {
    for (const origin of ["http://evil.example", "null", at.app.url.replace(/\d+$/, "1")]) {
      const headers = { origin };
      const refused = await postJson(at, { body: { token: at.token }, headers });
      assertEquals([refused.status, codeOf(refused)], [403, 11001]);
      assertEquals(refused.headers.get("set-cookie"), null);
      const logout = await ask(`${at.app.url}/logout`, { method: "POST", headers });
      assertEquals([logout.status, codeOf(logout)], [403, 11001]);
    }
  });

  await t.step("too many failures: a form's page has 429 and Retry-After too", async () => {
    const headers = { "x-forwarded-for": "192.0.2.77" };
    const fail = () => postForm(at, { fields: { token: "pp_wrong" }, headers });
    for (let i = 0; i < 10; i++) assertEquals((await fail()).status, 401);
    const refused = await fail();
    assertEquals(refused.status, 429);
    assertMatch(refused.headers.get("retry-after") ?? "", /^\d+$/);
    assertEquals((await postForm(at, { fields: { token: at.token }, headers })).status, 303);
  });
});
