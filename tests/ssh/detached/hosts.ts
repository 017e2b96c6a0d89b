import { assertEquals } from "@std/assert";
import { eventually } from "../../harness/eventually.ts";
import { ignoreWithout } from "../../harness/login_shells.ts";
import { run } from "../../harness/shells.ts";
import { sshdAvailability } from "../../harness/sshd.ts";
import { type Keeping, keeping, type KeepingOptions, namesIn, textOf } from "./keeping.ts";

/** Registers a test on servers with mounts of their own. */
export function hostTest(name: string, fn: () => Promise<void>, needs = "/usr/bin/unshare"): void {
  Deno.test({ name, fn, ignore: !sshdAvailability().ok || ignoreWithout(needs) });
}

/** Returns the command that puts `program` in the place of another one, for the server alone. */
export function inPlaceOf(place: string, program: string): string {
  return `mount --bind ${program} "$(readlink -f ${place})"`;
}

/** Mounts a folder of busybox's programs, and of no others, at `/mnt`, which is made the PATH. */
export function busyboxAlone(...others: string[]): KeepingOptions {
  return {
    mounts: () =>
      [
        "mount -t tmpfs none /mnt",
        "busybox --install -s /mnt",
        "rm -f /mnt/script",
        ...others.map((program) => `ln -s ${program} /mnt`),
        inPlaceOf("/bin/sh", "/bin/busybox"),
      ].join("\n"),
    extraConfig: ["SetEnv PATH=/mnt"],
  };
}

/** Uses all of a command's life: size, input, Ctrl-C, cancel, fences and removal. */
export async function live(at: Keeping): Promise<void> {
  const { detached, server, signal } = at;
  assertEquals(await detached.check(server, { signal }), { hasTerminal: true });
  const first = await at.run("echo one; stty size; exit 7");
  assertEquals([first.output, first.end.state === "exit" && first.end.exitCode], [
    "one\r\n24 80\r\n",
    7,
  ]);
  const read = await at.launch("read x; echo got $x; read x", { fence: 2 });
  await using followed = await at.follow(read);
  await textOf(followed.login);
  await detached.type(server, { id: read.id, bytes: new TextEncoder().encode("in\n"), signal });
  let seen = "";
  for await (const chunk of followed.output) {
    const had = seen.includes("got in");
    seen += new TextDecoder().decode(chunk);
    if (!had && seen.includes("got in")) {
      await detached.type(server, { id: read.id, bytes: new Uint8Array([3]), signal });
    }
  }
  const { state } = await followed.end;
  assertEquals([state, seen.includes("got in\r\n")], ["exit", true]);
  assertEquals((await at.launch("true")).result, { fenced: 2 });
  const deaf = await at.launch("trap '' INT HUP; echo deaf; sleep 4242", { fence: 2 });
  const spool = `${at.folderOf(deaf)}/out`;
  await eventually(async () => (await Deno.readTextFile(spool)).includes("deaf"), "it is deaf");
  assertEquals(await detached.raise(server, { fence: 3, signal }), {
    highest: 3,
    mark: "a mark",
    running: [{ id: deaf.id, fence: 2 }],
  });
  const end = await detached.cancel(server, { id: deaf.id, signal });
  assertEquals(end.state === "exit" && end.exitCode, 137);
  await detached.remove(server, { ids: [read.id, deaf.id], signal });
  assertEquals(await detached.collect(server, { fence: 3, known: [], signal }), []);
  assertEquals(await namesIn(`${at.folder}/run`), []);
}

/** Returns the mounts of a server whose logind ends processes, with a program `systemd-run`. */
export function logind(systemdRun: string): string {
  return `
    mount -t tmpfs none /etc/systemd
    mount -t tmpfs none /usr/local/bin
    printf '[Login]\\n KillUserProcesses = yes\\n' > /etc/systemd/logind.conf
    printf '#!/bin/sh\\n%s\\n' '${systemdRun}' > /usr/local/bin/systemd-run
    chmod 755 /usr/local/bin/systemd-run`;
}

/**
 * Runs commands on a server with this login shell. Asserts that they print and end as over a
 * connection.
 */
export async function compareShell(shell: string): Promise<void> {
  await using at = await keeping({ shell });
  for (const command of [`echo "it's" 'a "b"' a\\!b; exit 7`, "echo one\necho $HOME\n"]) {
    const expected = await run(at.server, { command });
    const { output, end } = await at.run(command);
    assertEquals([output, end.state === "exit" && end.exitCode], [
      expected.output,
      expected.exitCode,
    ]);
  }
}
