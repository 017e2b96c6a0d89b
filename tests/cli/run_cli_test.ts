import { assertEquals, assertMatch } from "@std/assert";
import { USAGE } from "../../src/cli/exit_codes.ts";
import { endingOf } from "../harness/program.ts";

Deno.test("main: an unknown argument starts no service, tells it and exits", async () => {
  for (const args of [["serve", "now"], ["toString"], [""]]) {
    const { code, stdout, stderr } = await endingOf({ PORT: "0" }, { args });
    assertEquals([code, stdout], [USAGE, ""], args.join(" "));
    assertMatch(stderr, /^pink-page: (unknown command|too many arguments)/);
  }
});
