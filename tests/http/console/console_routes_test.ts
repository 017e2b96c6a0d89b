import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { LATE_PACKAGES } from "../../../src/console/assets.js";
import { startApp } from "../../harness/app.ts";
import { eventually } from "../../harness/eventually.ts";
import { createTokens } from "../../harness/tokens.ts";
import { serveApi } from "../served_api.ts";

/** Headers of a browser that opens a page. */
const BROWSER = { accept: "text/html,application/xhtml+xml", "accept-language": "ko,en;q=0.5" };

/** Returns the page of the console. */
async function pageOf(url: string): Promise<{ text: string; headers: Headers }> {
  const response = await fetch(`${url}/`, { headers: BROWSER });
  assertEquals(response.status, 200);
  return { text: await response.text(), headers: response.headers };
}

/** Returns the addresses of the files that a page names. */
function filesOf(page: string): string[] {
  const inHtml = [...page.matchAll(/(?:src|href)="(\.\/[^"]+)"/g)].map(([, url = ""]) => url);
  const map = /<script type="importmap"[^>]*>(.*?)<\/script>/.exec(page)?.[1] ?? "{}";
  return [...new Set([...inHtml, ...Object.values<string>(JSON.parse(map).imports)])];
}

Deno.test("GET /: is a page for browsers, and JSON for programs", async () => {
  await using api = serveApi();
  const { text, headers } = await pageOf(api.url);
  assertEquals(headers.get("content-type"), "text/html; charset=utf-8");
  assertEquals([headers.get("cache-control"), headers.get("vary")], ["no-store", "Accept"]);
  assertMatch(text, /^<!doctype html>\n<html lang="ko">/);
  for (const accept of ["*/*", "application/json"]) {
    const response = await fetch(`${api.url}/`, { headers: { accept } });
    assertEquals((await response.json()).name, "Pink-Page");
    assertEquals(response.headers.get("vary"), "Accept");
  }
});

Deno.test("console: its policy allows its files and one nonce, which no page repeats", async () => {
  await using api = serveApi();
  const { text, headers } = await pageOf(api.url);
  const policy = headers.get("content-security-policy") ?? "";
  const nonce = /script-src 'self' 'nonce-([^']{22,})'/.exec(policy)?.[1] ?? "";
  assertEquals(text.split(`nonce="${nonce}"`).length, 3, "the import map and the script have it");
  assert(!/unsafe-eval|https?:|\*/.test(policy), policy);
  assertEquals(policy.match(/[\w-]+ 'unsafe-inline'/g), ["style-src-attr 'unsafe-inline'"]);
  assertMatch(policy, /require-trusted-types-for 'script'; trusted-types 'none'/);
  const other = (await pageOf(api.url)).headers.get("content-security-policy");
  assertNotEquals(other, policy);
});

/** Returns the state of the service in a page. */
function stateOf(page: string): Record<string, unknown> {
  const [, json = ""] = /<script type="application\/json" id="first-state">(.*?)<\/script>/s
    .exec(page) ?? [];
  return JSON.parse(json);
}

Deno.test("console: the page has the state that its user sees", async () => {
  await using tokens = await createTokens();
  const token = await tokens.add("a", { role: "viewer", servers: ["mdwap1p"] });
  await using app = await startApp({ ENV: "dev", ...tokens.variables });
  const headers = { authorization: `Bearer ${token}`, accept: "text/html" };
  const { servers, ...rest } = stateOf(await (await fetch(app.url, { headers })).text());
  const answer = await fetch(`${app.url}/api/v1/servers`, { headers });
  const { items } = await answer.json();
  assertEquals(servers, items);
  assertEquals(items.map(({ name }: { name: string }) => name), ["mdwap1p"]);
  const user = { name: "a", role: "viewer" };
  assertEquals(rest, { user, owner: null, transfers: [] });
});

Deno.test("console: a label cannot leave the state in the page", async () => {
  const label = "</script><script>alert(1)</script>";
  const server = { name: "a", host: "10.10.10.1", port: 22, label, encoding: "utf-8" };
  await using api = serveApi({ servers: [server] });
  const { text } = await pageOf(api.url);
  assertEquals((stateOf(text).servers as { label: string }[])[0]?.label, label);
  assertEquals(text.match(/alert/g)?.length, 1);
  assert(!text.includes("<script>"));
});

Deno.test("console: its files", async (t) => {
  await using api = serveApi();
  // Each service makes them anew.
  await t.step("the first answer is compressed quickly, later ones well", async () => {
    const [style = ""] = filesOf((await pageOf(api.url)).text);
    const size = async () => {
      const url = new URL(style, `${api.url}/`);
      const response = await fetch(url, { headers: { "accept-encoding": "br" } });
      await response.body?.cancel();
      return Number(response.headers.get("content-length"));
    };
    const first = await size();
    await eventually(async () => await size() < first, "the style is compressed well");
  });
  await t.step("each is served in each encoding, and kept for ever", async () => {
    const files = filesOf((await pageOf(api.url)).text);
    const packages = Object.keys(LATE_PACKAGES).length;
    assertEquals(files.length, packages + 2, "the style, the script, and the packages");
    const folder = files[0]?.replace(/[^/]+$/, "");
    const script = await (await fetch(new URL(`${folder}console.js`, `${api.url}/`))).text();
    const views = [...script.matchAll(/\$late\((\d+)\)/g)].map(([, number]) => `late-${number}.js`);
    assertGreaterOrEqual(views.length, 8, "the views are scripts of their own");
    const late = [...views, "late.css"].map((name) => `${folder}${name}`);
    for (const file of [...files, ...late]) {
      const texts = new Set<string>();
      for (const encoding of ["br, gzip", "gzip", "identity"]) {
        const response = await fetch(new URL(file, `${api.url}/`), {
          headers: { "accept-encoding": encoding },
        });
        assertEquals(response.status, 200, file);
        const { headers } = response;
        assertMatch(headers.get("content-type") ?? "", /^text\/(?:css|javascript); charset=utf-8$/);
        assertEquals(headers.get("cache-control"), "max-age=31536000, immutable");
        assertEquals(headers.get("vary"), "Accept-Encoding");
        texts.add(await response.text());
      }
      assertEquals(texts.size, 1, `${file} is the same in each encoding`);
      assert(!/^\/\/# sourceMappingURL/m.test([...texts].join("")), file);
    }
  });
  await t.step("one of another version is 404 and 13000", async () => {
    await pageOf(api.url);
    for (const path of ["console/AAAAAAAAAAAAAAAA/console.js", "console/x/nothing.js"]) {
      const response = await fetch(`${api.url}/${path}`);
      assertEquals([response.status, (await response.json()).error.code], [404, 13000]);
    }
  });
});
