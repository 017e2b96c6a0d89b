import { assertEquals } from "@std/assert";
import { ignoreWithout } from "../../harness/login_shells.ts";
import { sshdAvailability } from "../../harness/sshd.ts";
import { keeping, type KeepingOptions } from "./keeping.ts";

/** Registers a test on a server with mounts of its own. */
function hostTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ignore: !sshdAvailability().ok });
}

/** Returns the mount that puts a program in the place of `/bin/sh`. */
function asShell(program: string): string {
  return `mount --bind ${program} "$(readlink -f /bin/sh)"`;
}

for (const shell of ["/bin/dash", "/bin/bash", "/bin/busybox", "/bin/mksh"]) {
  Deno.test({
    name: `/bin/sh is ${shell}: a command runs, takes a signal, and is cancelled and removed`,
    ignore: !sshdAvailability().ok || ignoreWithout(shell),
    fn: async () => {
      await using at = await keeping({ mounts: () => asShell(shell) });
      const { output, end } = await at.run("echo one; stty size; exit 7");
      assertEquals([output, end.state === "exit" && end.exitCode], ["one\r\n24 80\r\n", 7]);
    },
  });
}
