import { assertEquals, assertMatch } from "@std/assert";
import { USAGE_EXIT_CODE } from "../../src/cli/usage.ts";
import { endingOf } from "../harness/program.ts";

Deno.test("main: an unknown argument starts no service, prints the usage and exits", async () => {
  for (const args of [["serve"], ["toString"], [""], ["--help", "audit"]]) {
    const { code, stdout, stderr } = await endingOf({ PORT: "0" }, { args });
    assertEquals([code, stdout], [USAGE_EXIT_CODE, ""], args.join(" "));
    assertMatch(stderr, /^Usage: main\.ts \[.*\]\n$/);
  }
});
