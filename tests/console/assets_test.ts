import { assertEquals } from "@std/assert";
import { assetsText } from "./assets_text.ts";

Deno.test("assets.js: is what `deno task assets` makes of the files", async () => {
  const list = new URL("../../src/console/assets.js", import.meta.url);
  assertEquals(await Deno.readTextFile(list), await assetsText(), "run: deno task assets");
});
