import { assert, assertEquals } from "@std/assert";
import { startApp, type TestApp } from "../../harness/app.ts";
import { chromiumTest } from "../../harness/chromium.ts";
import { eventually } from "../../harness/eventually.ts";
import { type Page, startPage } from "../../harness/page.ts";
import { createTokens } from "../../harness/tokens.ts";

/** Name of a host that is another site. */
const EVIL = "evil.example";

/** Returns the codes of the requests that the service has refused so far. */
function refusals(app: TestApp): string[] {
  return app.logLines().flatMap((line) => / request failed .* code=(\d+)/.exec(line)?.[1] ?? []);
}

/** Returns the number of the WebSockets so far. */
function connections(app: TestApp): number {
  return app.logLines().filter((line) => line.includes(" client connected ")).length;
}

/** Waits until the page has a path. */
async function until(page: Page, path: string): Promise<void> {
  await eventually(async () => await page.path().catch(() => "") === path, `the page is ${path}`);
}

/** Opens a WebSocket in the page. Returns whether it opened. */
async function opensSocket(page: Page, url: string): Promise<unknown> {
  const address = `${url.replace("http", "ws")}/ws/v1/stub`;
  return await page.evaluate(`new Promise((resolve) => {
    const socket = new WebSocket("${address}");
    socket.onopen = () => { socket.close(); resolve(true); };
    socket.onerror = () => resolve(false);
  })`);
}

/** Fetches in the page. Returns the type of the answer, such as `opaque`, or `refused`. */
async function fetches(page: Page, url: string, init: string): Promise<unknown> {
  return await page.evaluate(
    `fetch("${url}", ${init}).then(({ type }) => type, () => "refused")`,
  );
}

/** Clicks the first element that `selector` finds, when there is one. */
async function click(page: Page, selector: string): Promise<void> {
  const found = `document.querySelector(${JSON.stringify(selector)})`;
  await eventually(async () => await page.evaluate(`!!${found}`) === true, `there is ${selector}`);
  await page.evaluate(`${found}.click()`);
}

/** Enters a token in Swagger UI. */
async function authorize(page: Page, token: string): Promise<void> {
  await click(page, ".auth-wrapper .authorize");
  await click(page, ".auth-container input");
  // React notices a value only by the setter of the element and an event.
  await page.evaluate(`{
    const field = document.querySelector(".auth-container input");
    const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    set.call(field, ${JSON.stringify(token)});
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }`);
  await click(page, ".auth-btn-wrapper .authorize");
  await click(page, ".auth-btn-wrapper .btn-done");
}

/** Executes the endpoint for administrators in Swagger UI. Returns the status of the answer. */
async function statusOfAudit(page: Page): Promise<string> {
  const block = '[id$="-listAudit"]';
  await page.evaluate(`document.querySelector('${block} .btn-clear')?.click()`);
  const isOpen = await page.evaluate(`!!document.querySelector('${block}.is-open')`);
  if (isOpen !== true) await click(page, `${block} .opblock-summary-control`);
  await click(page, `${block} .execute`);
  const cell = `${block} .live-responses-table tbody .response-col_status`;
  let text = "";
  await eventually(async () => {
    text = String(await page.evaluate(`document.querySelector('${cell}')?.textContent`));
    return /^\d{3}/.test(text);
  }, "the endpoint answers");
  return text.slice(0, 3);
}

chromiumTest("login: in a browser, and out of reach of pages on other origins", async () => {
  await using tokens = await createTokens();
  const token = await tokens.add("a");
  const admin = await tokens.add("b", { role: "admin" });
  await using app = await startApp(tokens.variables);
  await using page = await startPage([EVIL]);
  await using other = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("<h1>Other</h1>", { headers: { "content-type": "text/html" } }),
  );

  // Without scripts: from a page to the login, and back to the page.
  await page.allowScripts(false);
  await page.goto(`${app.url}/docs/start`);
  assertEquals(await page.path(), "/login");
  await page.submit("#token", "pp_wrong");
  await eventually(
    async () => await page.evaluate("!!document.querySelector('[role=alert]')") === true,
    "the page says that the token is wrong",
  );
  await page.submit("#token", token);
  await until(page, "/docs/start");
  await page.goto(`${app.url}/api/v1/session`);
  assertEquals(await page.path(), "/api/v1/session");
  await page.allowScripts(true);
  await page.goto(`${app.url}/docs`);
  assertEquals(await page.path(), "/docs");
  assertEquals(await page.evaluate("document.cookie"), "");
  assertEquals(await opensSocket(page, app.url), true);
  assertEquals(await fetches(page, `${app.url}/api/v1/session`, "{}"), "basic");

  const connected = connections(app);
  for (const host of ["127.0.0.1", EVIL]) {
    await page.goto(`http://${host}:${other.addr.port}/`);
    assertEquals(await page.evaluate("document.body.textContent"), "Other");
    const before = refusals(app).length;
    assertEquals(await opensSocket(page, app.url), false, host);
    const read = '{ credentials: "include" }';
    assertEquals(await fetches(page, `${app.url}/api/v1/session`, read), "refused");
    const blind = '{ credentials: "include", mode: "no-cors" }';
    assertEquals(await fetches(page, `${app.url}/api/v1/session`, blind), "opaque");
    for (const path of ["/login", "/logout"]) {
      const body = JSON.stringify(JSON.stringify({ token }));
      const post = `{ credentials: "include", mode: "no-cors", method: "POST", body: ${body} }`;
      assertEquals(await fetches(page, app.url + path, post), "opaque");
    }
    assertEquals(refusals(app).slice(before), ["11001", "11001", "11000", "11001", "11001"], host);
    await page.evaluate(`document.body.innerHTML =
      '<form method="post" action="${app.url}/logout"><button></button></form>'`);
    await page.evaluate("document.querySelector('form').submit()");
    await until(page, "/logout");
    assertEquals(refusals(app).at(-1), "11001");
  }
  assertEquals(connections(app), connected);

  // Swagger UI takes a token of its own, which goes before the login.
  await page.goto(`${app.url}/swagger/docs`);
  assertEquals(await statusOfAudit(page), "403");
  await authorize(page, admin);
  assertEquals(await statusOfAudit(page), "200");

  // The login still stands, until its own page ends it.
  await page.goto(`${app.url}/login`);
  assert(String(await page.evaluate("document.body.textContent")).includes("Logged in as a"));
  await page.evaluate("document.querySelector('form').submit()");
  await eventually(
    async () => await page.evaluate("!!document.querySelector('#token')").catch(() => "") === true,
    "the page asks for a token again",
  );
  await page.goto(`${app.url}/docs`);
  assertEquals(await page.path(), "/login");
});

chromiumTest("login: leads to the view of the console that was asked for", async () => {
  await using tokens = await createTokens();
  const token = await tokens.add("a");
  await using app = await startApp(tokens.variables);
  await using page = await startPage();
  const view = "#/history?kind=command";
  await page.goto(`${app.url}/${view}`);
  assertEquals(await page.path(), "/login");
  await page.submit("#token", "pp_wrong");
  const isRefused =
    `document.readyState === "complete" && !!document.querySelector("[role=alert]")`;
  await eventually(
    async () => await page.evaluate(isRefused).catch(() => false) === true,
    "the page says that the token is wrong",
  );
  await page.submit("#token", token);
  await until(page, "/");
  assertEquals(await page.evaluate("location.hash"), view);
  // The page of a login that stands leads on too.
  await page.goto(`${app.url}/login${view}`);
  await click(page, "main a");
  await until(page, "/");
  assertEquals(await page.evaluate("location.hash"), view);
});
