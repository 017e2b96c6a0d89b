import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { asyncApi } from "../../../src/documents/asyncapi.ts";
import { openApi } from "../../../src/documents/openapi.ts";
import { html } from "../../../src/http/docs/html.ts";
import { withSecurityHeaders } from "../../../src/http/security_headers.ts";
import { chromiumTest } from "../../harness/chromium.ts";
import { eventually } from "../../harness/eventually.ts";
import { startPage } from "../../harness/page.ts";
import { serveApi } from "../served_api.ts";

Deno.test("/openapi.json and /asyncapi.json: are the documents, never cached", async () => {
  await using api = serveApi();
  const documents = { "/openapi.json": openApi(), "/asyncapi.json": asyncApi("/ws/v1/stub") };
  for (const [path, document] of Object.entries(documents)) {
    const response = await fetch(`${api.url}${path}`);
    assertEquals(response.headers.get("cache-control"), "no-store");
    assertEquals(await response.json(), JSON.parse(JSON.stringify(document)));
  }
});

Deno.test("docs pages: allow nothing from elsewhere, no inline script, no frame", async () => {
  await using api = serveApi();
  for (const path of ["/swagger/docs", "/asyncapi/docs", "/docs", "/docs/errors"]) {
    const response = await fetch(`${api.url}${path}`);
    const policy = response.headers.get("content-security-policy") ?? "";
    assertStringIncludes(policy, "default-src 'none'; script-src 'self'; style-src 'self'");
    assertStringIncludes(policy, "frame-ancestors 'none'");
    assert(!/unsafe|https?:|\*/.test(policy), policy);
    const text = await response.text();
    const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);
    // Absolute addresses do not work below the path of a proxy.
    assertEquals(addresses.filter((url) => /^(\/|\w+:(?!,))/.test(url)), []);
  }
});

Deno.test("assets: keep their ETag, which answers 304", async () => {
  await using api = serveApi();
  const assets = {
    "swagger/swagger-ui-bundle.js": "text/javascript",
    "swagger/swagger-ui.css": "text/css",
    "swagger/swagger.js": "text/javascript",
    "docs/docs.css": "text/css",
  };
  for (const [path, type] of Object.entries(assets)) {
    const first = await fetch(`${api.url}/${path}`);
    const etag = first.headers.get("etag") ?? "";
    assertMatch(etag, /^"[\w-]{43}=?"$/);
    assertEquals(first.headers.get("content-type"), `${type}; charset=utf-8`);
    assertEquals(first.headers.get("cache-control"), "no-cache");
    assert((await first.text()).length > 100);
    const headers = { "if-none-match": `W/${etag}` };
    const second = await fetch(`${api.url}/${path}`, { headers });
    assertEquals([second.status, await second.text()], [304, ""]);
    const other = await fetch(`${api.url}/${path}`, { headers: { "if-none-match": '"x"' } });
    assertEquals([other.status, (await other.text()).length > 0], [200, true]);
  }
});

/** Script that opens the first endpoint of Swagger UI and presses its button. */
const TRY_IT_OUT = `
setInterval(() => {
  const button = document.querySelector(".execute") ??
    document.querySelector(".opblock:not(.is-open) .opblock-summary-control");
  button?.click();
}, 500);
`;

chromiumTest("docs: in a browser", async (test) => {
  await using api = serveApi();
  await using page = await startPage();

  await test.step("/swagger/docs shows every operation and complains of nothing", async () => {
    await page.goto(`${api.url}/swagger/docs`);
    const paths = Object.entries(openApi().paths);
    const count = "document.querySelectorAll('[data-path]').length";
    const isWhole = async () => Number(await page.evaluate(count)) >= paths.length;
    await eventually(isWhole, "Swagger UI shows the operations");
    const dom = await page.dom();
    for (const [path, { get, post }] of paths) {
      assertStringIncludes(dom, `data-path="${path}"`);
      assertStringIncludes(dom, `-${String((get ?? post)?.operationId)}"`);
    }
    assertEquals(page.messages, []);
  });

  await test.step("/swagger/docs tries out an endpoint below the path of a proxy", async () => {
    const asked: string[] = [];
    await using proxy = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async ({ url }) => {
        const { pathname } = new URL(url);
        asked.push(pathname);
        const answer = await fetch(`${api.url}${pathname.replace("/prefix", "")}`);
        if (!pathname.endsWith("/swagger.js")) return answer;
        const headers = { "content-type": "text/javascript" };
        return new Response(await answer.text() + TRY_IT_OUT, { headers });
      },
    );
    await page.goto(`http://127.0.0.1:${proxy.addr.port}/prefix/swagger/docs`);
    const isTried = () => asked.some((path) => path.endsWith("/healthz"));
    await eventually(isTried, "Swagger UI asks for /healthz");
    assert(asked.includes("/prefix/healthz"), asked.join(" "));
    assertEquals(asked.filter((path) => !path.startsWith("/prefix/")), []);
    await page.goto("about:blank");
  });

  await test.step("/asyncapi/docs shows every message and complains of nothing", async () => {
    await page.goto(`${api.url}/asyncapi/docs`);
    const dom = await page.dom();
    for (const [name, { summary = "" }] of Object.entries(asyncApi("").components.messages)) {
      assertStringIncludes(dom, `<article id="${name}">`);
      assertStringIncludes(dom.replaceAll(/<\/?code>/g, ""), summary.replaceAll("`", ""));
    }
    assertEquals(page.messages, []);
  });

  for (const path of ["/docs", "/docs/protocol"]) {
    await test.step(`${path} is shown, and complains of nothing`, async () => {
      await page.goto(`${api.url}${path}`);
      assertMatch(await page.dom(), /<h1[ >]/);
      assertEquals(page.messages, []);
    });
  }

  await test.step("a request to elsewhere is refused, and told", async () => {
    const text = `<!doctype html><script src="http://other.example/x.js"></script>`;
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      () => withSecurityHeaders(html(text), { isSecure: false }),
    );
    await page.goto(`http://127.0.0.1:${server.addr.port}/`);
    const isTold = () => page.messages.join("\n").includes("http://other.example/x.js");
    await eventually(isTold, "the browser tells the refusal");
    await page.goto("about:blank");
  });
});
