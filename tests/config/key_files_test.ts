import { assertEquals, assertMatch } from "@std/assert";
import { endingOf } from "../harness/program.ts";

Deno.test("main: each unreadable <NAME>_KEY_FILE stops the start with its line", async () => {
  const { code, stdout, stderr } = await endingOf({
    PORT: "x",
    HIWARE_ID: "operator",
    A_IP: "10.10.10.1",
    A_KEY_FILE: "missing",
    B_IP: "10.10.10.2",
    B_KEY_FILE: ".",
    C_IP: "10.10.10.3",
    C_KEY_FILE: "closed",
    D_IP: "10.10.10.4",
    D_KEY_FILE: "key",
  }, {
    withoutCapabilities: true,
    prepare: (folder) => {
      Deno.writeTextFileSync(`${folder}/key`, "key");
      Deno.writeTextFileSync(`${folder}/closed`, "key", { mode: 0o000 });
    },
  });
  assertEquals([code, stdout], [1, ""]);
  assertEquals(stderr.trimEnd().split("\n").slice(1).map((line) => line.split(";")[0]), [
    "  PORT is not a whole number",
    "  A_KEY_FILE names a file that does not exist",
    "  B_KEY_FILE names a folder, not a file",
    "  C_KEY_FILE names a file that cannot be read",
  ]);
  assertMatch(stderr, /; for example A_KEY_FILE=\//);
});
