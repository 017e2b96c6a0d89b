import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { connect } from "../../src/client/mod.ts";
import { startApp } from "../harness/app.ts";
import { launchBrowser, openConsole, whenConnected } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { gatedSteps } from "./gated_steps.ts";

/** Command of the view. */
interface Command {
  readonly command: string;
  readonly stop_phrase?: string;
  readonly timeout_seconds?: string;
}

/** Writes a command into the view and runs it. */
async function run(page: Page, { command, ...rest }: Command): Promise<void> {
  await page.evaluate(
    `location.hash = "#/command?" + ${
      JSON.stringify(new URLSearchParams({ server: "mdwap1p", command, ...rest }).toString())
    }`,
  );
  await eventually(
    async () => await page.locator("input[name=command]").inputValue() === command,
    "the view has the command",
  );
  await page.getByRole("button", { name: "Run", exact: true }).click();
}

async function whenEnded(page: Page, text: string): Promise<void> {
  await page.locator(".command-output").getByText(text).first().waitFor({ timeout: 180_000 });
}

/** Returns the text of the output as the page saves it. */
async function savedFile(page: Page): Promise<string> {
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Output as a file" }).click();
  return await Deno.readTextFile(await (await downloading).path());
}

Deno.test("command: from this page", async (t) => {
  await using app = await startApp({ ENV: "dev" });
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: app.url, route: "#/command" });
  const { page, context, faults } = opened;
  await page.locator("input[name=command]").waitFor();

  await t.step("its ending is told in words, and its output is a file", async () => {
    await run(page, { command: "echo 안녕; echo READY; sleep 60", stop_phrase: "READY" });
    await whenEnded(page, "The stop phrase “READY” came");
    assertEquals(await savedFile(page), "안녕\r\nREADY\r\n");
    await run(page, { command: "exit 7" });
    await whenEnded(page, "Exit code 7");
    await run(page, { command: "sleep 60", timeout_seconds: "0.5" });
    await whenEnded(page, "22001");
  });

  await t.step("it is cancelled", async () => {
    await run(page, { command: "echo begun; sleep 60" });
    await page.locator(".xterm-rows", { hasText: "begun" }).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await whenEnded(page, "Cancelled");
  });

  await t.step("text is typed into it", async () => {
    await run(page, { command: "read x; echo got $x" });
    const input = page.getByLabel("Type into the command");
    await input.fill("한글 text");
    await input.press("Enter");
    await whenEnded(page, "Exit code 0");
    assertMatch(await savedFile(page), /got 한글 text\r\n$/);
  });

  await t.step("its commands are remembered, and copied for a shell and a program", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = async (name: string) => {
      await page.getByRole("button", { name }).click();
      await page.getByRole("button", { name: "Copied" }).waitFor();
      await page.getByRole("button", { name }).waitFor();
      return await page.evaluate<string>("navigator.clipboard.readText()");
    };
    await run(page, { command: 'echo "it\'s"', stop_phrase: "it" });
    await whenEnded(page, "The stop phrase “it” came");
    const line = String.raw`pink-page exec mdwap1p -p it -- 'echo "it'\''s"'`;
    assertEquals(await copied("Copy as command line"), line);
    const data = { server_name: "mdwap1p", command: 'echo "it\'s"', stop_phrase: "it" };
    assertEquals(JSON.parse(await copied("Copy as JSON frame")), { type: "ssh_command", data });
    const options = await page.locator("#command-history option").evaluateAll(
      (all) => all.map((option) => option.getAttribute("value")),
    );
    assertEquals(options.slice(0, 2), ['echo "it\'s"', "read x; echo got $x"]);
  });

  await t.step("the file of 40 MB has the newest 32 MiB, and tells what is missing", async () => {
    const line = "0123456789".repeat(8).slice(2);
    await run(page, { command: `yes ${line} | head -n 500000; echo the end` });
    await whenEnded(page, "Exit code 0");
    const text = await savedFile(page);
    const [first = ""] = text.split("\n", 1);
    const missing = Number(/^\[pink-page: (\d+) bytes are missing\]$/.exec(first)?.[1]);
    const end = "the end\r\n";
    assertEquals(missing + text.length - first.length - 1, 500_000 * 80 + end.length);
    assertEquals(text.endsWith(`${line}\r\n${end}`), true);
    await page.getByText(/The file lacks [\d.]+ MB/).waitFor();
  });

  await t.step("it goes on over a reload, and runs once", async () => {
    await using steps = await gatedSteps();
    await run(page, { command: steps.step("a").command.run });
    await steps.whenRan("a");
    await page.locator(".xterm-rows", { hasText: "a" }).waitFor();
    await page.reload();
    await whenConnected(page);
    await page.getByRole("button", { name: "Cancel" }).waitFor();
    await page.evaluate("location.hash = '#/history'");
    await page.reload();
    await whenConnected(page);
    await page.evaluate("location.hash = '#/command'");
    await steps.open("a");
    await whenEnded(page, "Exit code 0");
    assertEquals(await savedFile(page), "a\r\n");
    assertEquals(await steps.ran(), ["a"]);
  });

  await t.step("another's session leads to being told when it is free", async () => {
    await using other = await connect(app.url, { name: "kim" });
    const session = await other.session();
    const main = page.locator("main");
    await main.getByText("kim holds the session").waitFor();
    await main.getByRole("button", { name: "Tell me when free" }).click();
    await session.end();
    await page.getByText("The servers are free now.").first().waitFor();
    await run(page, { command: "echo free" });
    await whenEnded(page, "Exit code 0");
  });

  assertEquals(faults, []);
});
