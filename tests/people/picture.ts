// Takes the picture of the console for the README: `deno task picture`.
import { assertLessOrEqual } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { launchBrowser, openConsole } from "../harness/browser.ts";
import { startProgram } from "../harness/started_program.ts";

const PICTURE = new URL("../../src/documents/console.png", import.meta.url);
/** Maximum size, in bytes. */
const MAX_BYTES = 150_000;

if (import.meta.main) await takePicture();

/** Writes the picture: the job of the demo hosts, after its first step. */
async function takePicture(): Promise<void> {
  await using service = await startProgram();
  await using client = await connect(service.url, { name: "kim" });
  await client.command("mdwap1p", "ls -la").done();
  await using browser = await launchBrowser();
  await using opened = await openConsole(browser, { url: service.url });
  const { page } = opened;
  await page.locator("main.servers button.filled").first().click();
  await page.getByText("✓").first().waitFor();
  const bytes = await page.screenshot({ clip: { x: 0, y: 0, width: 1_280, height: 640 } });
  assertLessOrEqual(bytes.length, MAX_BYTES);
  await Deno.writeFile(PICTURE, bytes);
}
