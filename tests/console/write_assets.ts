import { assetsText } from "./assets_text.ts";

if (import.meta.main) {
  await Deno.writeTextFile(
    new URL("../../src/console/assets.js", import.meta.url),
    await assetsText(),
  );
}
