import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { shellQuoted } from "../../src/ssh/shell_quoted.ts";
import { ignoreWithout } from "../harness/login_shells.ts";

const ALL = Array.from({ length: 127 }, (_, i) => String.fromCharCode(i + 1)).join("");
const TEXTS = [
  ALL,
  `${ALL}'''`,
  "''''",
  `"$(id)\`id\`\\`,
  "",
  "한글 '따옴표' $HOME",
  "a\nb\\\nc",
  "!! !x \\! \\\\! '!'",
  "\\",
];

for (
  const shell of ["/bin/sh", "/bin/bash", "/bin/mksh", "/bin/tcsh", "/bin/bsd-csh", "/bin/fish"]
) {
  const isCsh = shell.endsWith("csh");
  Deno.test({
    name: `shellQuoted: ${shell} reads every byte but NUL${isCsh ? " and newline" : ""} as it is`,
    ignore: ignoreWithout(shell),
    async fn() {
      for (const text of isCsh ? TEXTS.map((text) => text.replaceAll("\n", "")) : TEXTS) {
        const word = shellQuoted(new TextEncoder().encode(text));
        const script = Buffer.concat([Buffer.from("/usr/bin/printf %s "), word]).toString();
        const { stdout } = await new Deno.Command(shell, { args: ["-c", script] }).output();
        assertEquals(new TextDecoder().decode(stdout), text);
      }
    },
  });
}
