import { assertEquals } from "@std/assert";
import { startApp } from "../harness/app.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";

Deno.test("console: the first view has no faults", async () => {
  await using app = await startApp({});
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: app.url });
  assertEquals(opened.faults, []);
});
