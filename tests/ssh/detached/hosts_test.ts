import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { AppError } from "../../../src/errors.ts";
import { eventually } from "../../harness/eventually.ts";
import { busyboxAlone, compareShell, hostTest, inPlaceOf, live, logind } from "./hosts.ts";
import { keeping } from "./keeping.ts";

hostTest("busybox alone, and script: its setsid without -f is enough", async () => {
  await using at = await keeping(busyboxAlone("/usr/bin/script"));
  await live(at);
}, "/bin/busybox");

hostTest("no script: a command runs without a terminal, and ends by signals", async () => {
  await using at = await keeping({ mounts: () => inPlaceOf("/usr/bin/script", "/dev/null") });
  const { detached, server, signal } = at;
  assertEquals(await detached.check(server, { signal }), { hasTerminal: false });
  // A grandchild keeps the output open, and prints after the end.
  const launched = await at.launch("cat; echo out; echo err >&2; (sleep 1; echo late) & exit 4");
  const { output, start = 0, end } = await at.outcome(launched);
  assert(end.state === "exit");
  assertEquals([output, end.exitCode, end.size - start], ["out\nerr\n", 4, 8]);
  const spool = `${at.folderOf(launched)}/out`;
  await eventually(async () => (await Deno.readTextFile(spool)).endsWith("late\n"), "it is late");
  assertEquals((await at.outcome(launched)).output, "out\nerr\n");
  // Its line may also come between the count of the bytes and the marker.
  const marker = `\x1e${launched.nonce}:`;
  const spooled = await Deno.readTextFile(spool);
  await Deno.writeTextFile(spool, spooled.replace(marker, `race\n${marker}`));
  assertEquals((await at.outcome(launched)).output, "out\nerr\n");
  const sleeping = await at.launch("echo ready; sleep 4242");
  await eventually(
    async () => (await Deno.readTextFile(`${at.folderOf(sleeping)}/out`)).includes("ready"),
    "it runs",
  );
  const typing = detached.type(server, { id: sleeping.id, bytes: new Uint8Array([3]), signal });
  assertEquals((await assertRejects(() => typing, AppError)).code, 22004);
  const cancelled = await detached.cancel(server, { id: sleeping.id, signal });
  assertEquals(cancelled.state === "exit" && cancelled.exitCode, 130);
});

hostTest("22005 says why a server cannot keep commands", async () => {
  const hosts: [string, RegExp][] = [
    ['mount --bind "$home" "$home"; mount -o remount,bind,ro "$home"', /home folder/],
    [logind("exit 1"), /KillUserProcesses/],
  ];
  for (const [mounts, reason] of hosts) {
    await using at = await keeping({ mounts: (home) => `home=${home}\n${mounts}` });
    const launching = at.launch("true");
    const { code, detail = "" } = await assertRejects(() => launching, AppError);
    assertEquals(code, 22005);
    assertMatch(detail, reason);
  }
});

hostTest("login shell tcsh: prints and ends as a command over a connection", async () => {
  await compareShell("/bin/tcsh");
}, "/bin/tcsh");

hostTest("login shell rbash: refuses exec, and keeps commands all the same", async () => {
  await using at = await keeping({ shell: "/bin/rbash" });
  // At its logout it runs, and refuses, what `/etc/skel` has for other shells.
  assertMatch((await at.run("echo kept; exit 7")).output, /^kept\r\n/);
}, "/bin/rbash");
