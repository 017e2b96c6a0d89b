import { assertEquals } from "@std/assert";
import { ignoreWithout } from "../../harness/login_shells.ts";
import { sshdAvailability } from "../../harness/sshd.ts";
import { keeping } from "./keeping.ts";

/** Values that a shell would change if it read them. */
const ENV = {
  PLAIN: "20260131",
  QUOTES: `it's "quoted" \\ $(touch bad) \`touch bad\` $HOME ! # *`,
  MANY: "  one\n# two\n",
  // Names that the launch itself uses.
  n: "x",
  c: "echo y",
};

for (const shell of ["/bin/bash", "/bin/dash", "/usr/bin/fish", "/bin/tcsh"]) {
  Deno.test({
    name: `Detached.launch: variables reach a command unchanged below ${shell}`,
    ignore: !sshdAvailability().ok || ignoreWithout(shell),
    fn: async () => {
      await using at = await keeping({ shell });
      const attempt = await at.launch('env -0 | grep -zE "^(PLAIN|QUOTES|MANY|n|c)=" | sort -z', {
        env: ENV,
      });
      const { output } = await at.outcome(attempt);
      const variables = output.replaceAll("\r\n", "\n").split("\0").filter((line) => line !== "");
      const expected = Object.entries(ENV).map(([name, value]) => `${name}=${value}`).sort();
      assertEquals(variables, expected);
    },
  });
}
