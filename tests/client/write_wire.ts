import { wireTypes } from "./wire_types.ts";

if (import.meta.main) {
  await Deno.writeTextFile(
    new URL("../../src/client/wire.ts", import.meta.url),
    await wireTypes(),
  );
}
