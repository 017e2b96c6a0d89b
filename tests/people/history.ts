import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { type Client, connect } from "../../src/client/mod.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { launchBrowser, openConsole, whenSeen } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { newestOperation } from "../harness/newest_operation.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";

/** Number of failed operations: more than a page. */
const FAILURES = 51;

async function go(page: Page, route: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(route)}`);
}

async function whenRows(page: Page, count: number): Promise<void> {
  const rows = page.locator("tbody tr");
  await eventually(async () => await rows.count() === count, `${count} rows`);
}

async function whenOutput(page: Page, text: string): Promise<void> {
  const rows = page.locator(".xterm-rows");
  const hasText = async () => await rows.count() === 1 && (await rows.innerText()).includes(text);
  await eventually(hasText, text);
}

async function fail(client: Client, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await client.command("gone", "true").done().catch(() => {});
  }
}

sshdTest("history: filters, pages and permanent links", async (t) => {
  await using sshd = await startSshd();
  await using app = await startApp({
    ...serverVariables("a", sshd),
    ...serverVariables("gone", sshd),
    GONE_PORT: "1",
  });
  await using kim = await connect(app.url, { name: "kim" });
  await fail(kim, FAILURES);
  await kim.command("a", "echo one; exit 3").done();
  const ended = await newestOperation(app.url);
  await using browser = await launchBrowser();
  const route = "#/history?server=gone&ending=error";
  await using opened = await openConsole(browser, { url: app.url, route });
  const { page, faults } = opened;

  await t.step("the address has the filters, and the pages", async () => {
    await whenRows(page, 50);
    await page.getByRole("link", { name: "Older" }).click();
    await whenRows(page, FAILURES - 50);
    await page.getByRole("link", { name: "Newest" }).click();
    await whenRows(page, 50);
    await go(page, "#/history?name=nobody");
    await whenSeen(page, "No operation matches the filters.");
    await page.getByRole("link", { name: "Clear filters" }).first().click();
    await whenRows(page, 50);
  });

  await t.step("keys alone filter, and new operations come live", async () => {
    await page.getByLabel("Ending").focus();
    await page.getByLabel("Ending").pressSequentially("Com");
    await whenRows(page, 1);
    assertStringIncludes(page.url(), "#/history?ending=complete");
    await kim.command("a", "true").done();
    await whenRows(page, 2);
  });

  await t.step("an ended operation has its kept output, and is run again", async () => {
    await go(page, `#/operations/${ended.operation_id}`);
    await whenSeen(page, "Exit code 3");
    await whenOutput(page, "one");
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    const path = await (await downloading).path();
    assertStringIncludes(await Deno.readTextFile(path), "one");
    await page.getByRole("button", { name: "Run again" }).click();
    await eventually(() => page.url().includes("#/command?server=a&command=echo+one"), "filled in");
  });

  await t.step("a running operation is watched to its end", async () => {
    const gate = `${sshd.folder}/gate`;
    const command = `echo begin; until [ -e ${gate} ]; do sleep 0.05; done; echo end`;
    const operation = kim.command("a", command);
    const done = operation.done();
    await eventually(async () => (await newestOperation(app.url)).command === command, "it runs");
    const { operation_id } = await newestOperation(app.url);
    await go(page, `#/operations/${operation_id}`);
    await whenOutput(page, "begin");
    await Deno.writeTextFile(gate, "");
    await done;
    await whenOutput(page, "end");
    await whenSeen(page, "Completed");
    await page.getByRole("link", { name: "Download" }).waitFor();
  });

  assertEquals(faults, []);
});
