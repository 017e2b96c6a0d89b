import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { GUIDE_NAMES, readGuides } from "../../../src/documents/guides.ts";
import { guidePage } from "../../../src/http/docs/guide_page.ts";
import { chromiumTest, render } from "../../harness/chromium.ts";
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
  for (const { name, title } of await readGuides()) {
    const page = await read(`${api.url}/docs/${name}`);
    assertStringIncludes(page, `<title>Pink-Page: ${title}</title>`);
    assertStringIncludes(page, `<a href="${name}" aria-current="page">${title}</a>`);
    assertMatch(page, /<h1 id="[a-z-]+">/);
    assert(!/^(#|\||```|<!--)/m.test(page.replaceAll(/<pre>[^]*?<\/pre>/g, "")), name);
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
    servers: [{ variable: "X", meaning: "<b>bold</b> | <NAME>" }],
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

for (const path of ["/docs", "/docs/protocol"]) {
  chromiumTest(`${path}: a browser shows it and complains of nothing`, async () => {
    await using api = serveApi();
    const { dom, console } = await render(`${api.url}${path}`);
    assertMatch(dom, /<h1[ >]/);
    assertEquals(console, []);
  });
}

/** Returns the text of an answer with status 200. */
async function read(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  assertEquals(response.status, 200, `${url}: ${text}`);
  return text;
}
