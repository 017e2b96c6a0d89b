import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { GUIDE_NAMES, readGuides } from "../../../src/documents/guides.ts";
import { guidePage } from "../../../src/http/docs/guide_page.ts";
import { errorCatalogue } from "../../../src/protocol/catalogue/catalogue.ts";
import { serveApi } from "../served_api.ts";

Deno.test("/docs: lists every guide with its sentence", async () => {
  await using api = serveApi();
  const page = await read(`${api.url}/docs`);
  for (const { name, title, summary } of await readGuides()) {
    assertStringIncludes(page, `<a href="docs/${name}">${title}</a><br>${summary}</li>`);
  }
});

Deno.test("/docs/<name>: renders each guide with its headings and tables", async () => {
  await using api = serveApi();
  for (const { name, language, title } of await readGuides()) {
    const page = await read(`${api.url}/docs/${name}`);
    assertStringIncludes(page, `<html lang="${language}">`);
    assertStringIncludes(page, `<title>Pink-Page: ${title}</title>`);
    assertMatch(page, new RegExp(`<a href="(\\.\\./)?${name}" aria-current="page">${title}</a>`));
    assertMatch(page, /<h1 id="[\p{L}-]+">/u);
    // A closing ** between a mark and a letter, such as a Korean particle, closes nothing.
    assert(!/^(#|\||```|<!--)|\*\*/m.test(page.replaceAll(/<pre>[^]*?<\/pre>/g, "")), name);
  }
});

Deno.test("/docs: every link leads to a page and an element of it", async () => {
  await using api = serveApi();
  const pages = new Map<string, string>();
  const failed: string[] = [];
  for (const from of ["docs", ...GUIDE_NAMES.map((name) => `docs/${name}`)]) {
    const page = await read(`${api.url}/${from}`);
    for (const [, href = ""] of page.matchAll(/href="([^"]+)"/g)) {
      if (href.startsWith("data:")) continue;
      const { origin, pathname, hash } = new URL(href, `${api.url}/${from}`);
      assertEquals(origin, api.url, href);
      if (!pages.has(pathname)) pages.set(pathname, await read(`${origin}${pathname}`));
      const id = decodeURIComponent(hash.slice(1));
      if (id !== "" && !pages.get(pathname)?.includes(` id="${id}"`)) {
        failed.push(`${from} ${href}`);
      }
    }
  }
  assertEquals(failed, []);
  for (const path of ["/docs", "/swagger/docs", "/asyncapi/docs"]) assert(pages.has(path), path);
});

Deno.test("/docs/ko/<name>: leads to the same guide in English, which leads back", async () => {
  await using api = serveApi();
  const english = await read(`${api.url}/docs/errors`);
  assertStringIncludes(english, '<a href="ko/errors" lang="ko" hreflang="ko">한국어</a>');
  const korean = await read(`${api.url}/docs/ko/errors`);
  assertStringIncludes(korean, '<a href="../errors" lang="en" hreflang="en">English</a>');
  // Guides without a translation are named in the language that they have.
  assertStringIncludes(korean, '<a href="../security" lang="en">Security</a>');
  assert(!korean.includes(">Configuration</a>") && !english.includes(">설정</a>"));
  assert(!(await read(`${api.url}/docs/security`)).includes("hreflang"));
});

Deno.test("/docs/errors: the code of an error is the anchor of its row", async () => {
  await using api = serveApi();
  for (const path of ["errors", "ko/errors"]) {
    const page = await read(`${api.url}/docs/${path}`);
    const codes = [...page.matchAll(/<tr id="(\d{5})">\s*<td>(\d{5})<\/td>/g)];
    assertEquals(codes.map(([, id]) => id), codes.map(([, , code]) => code));
    assertEquals(codes.length, errorCatalogue().length);
  }
});

Deno.test("documents: each page links to the guides", async () => {
  await using api = serveApi();
  assertStringIncludes(await read(`${api.url}/asyncapi/docs`), '<a href="../docs">');
  assertStringIncludes(await read(`${api.url}/openapi.json`), "](../docs)");
  assertEquals(JSON.parse(await read(api.url)).guides, "/docs");
});

Deno.test("/docs/<name>: shows markup as text, and an address as a link", async () => {
  await using api = serveApi();
  const errors = await read(`${api.url}/docs/errors`);
  assertStringIncludes(errors, "<code>&lt;NAME&gt;_IP</code>");
  assertStringIncludes(errors, '<a href="../api/v1/errors"><code>/api/v1/errors</code></a>');
  const configuration = await read(`${api.url}/docs/configuration`);
  assertStringIncludes(configuration, "<code>&lt;NAME&gt;_KEY_FILE</code>");
});

Deno.test("guidePage: markup in the meaning of a variable is shown as text", async () => {
  const variables = {
    servers: [{ variable: "X", meaning: { en: "<b>bold</b> | <NAME>", ko: "" } }],
    settings: [],
    limits: [],
  };
  const page = await guidePage("configuration", { variables, addresses: [] });
  assertStringIncludes(page, "<td>&lt;b&gt;bold&lt;/b&gt; | &lt;NAME&gt;</td>");
});

Deno.test("/docs/<name>: an unknown guide is 404 and 13000", async () => {
  await using api = serveApi();
  const response = await fetch(`${api.url}/docs/none`);
  assertEquals([response.status, (await response.json()).error.code], [404, 13000]);
});

/** Returns the text of an answer with status 200. */
async function read(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  assertEquals(response.status, 200, `${url}: ${text}`);
  return text;
}
