import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { processesWith } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { compareShell, hostTest, inPlaceOf, live, logind } from "../ssh/detached/hosts.ts";
import { type Attempt, type Keeping, keeping, textOf } from "../ssh/detached/keeping.ts";

for (const shell of ["/bin/dash", "/bin/bash", "/bin/mksh"]) {
  hostTest(`/bin/sh is ${shell}: a command lives its whole life`, async () => {
    await using at = await keeping({ mounts: () => inPlaceOf("/bin/sh", shell) });
    await live(at);
  }, shell);
}

hostTest("22005 says what a server lacks", async () => {
  const hosts: [string, RegExp][] = [
    ["mount -t tmpfs none /proc/sys/kernel/random", /no \/proc/],
    [inPlaceOf("/usr/bin/setsid", "/dev/null"), /no program setsid/],
  ];
  for (const [mounts, reason] of hosts) {
    await using at = await keeping({ mounts: () => mounts });
    const launching = at.launch("true");
    const { code, detail = "" } = await assertRejects(() => launching, AppError);
    assertEquals(code, 22005);
    assertMatch(detail, reason);
  }
});

hostTest("logind ends processes, and systemd-run has a scope: commands run in it", async () => {
  await using at = await keeping({
    mounts: () => logind('echo "$@" >> ~/scopes; shift 3; exec "$@"'),
  });
  assertEquals((await at.run("echo in scope")).output, "in scope\r\n");
  const [probe, launch] = (await Deno.readTextFile(`${at.sshd.home}/scopes`)).split("\n");
  assertEquals(probe, "--user --scope --quiet true");
  assertMatch(launch ?? "", /^--user --scope --quiet setsid -f /);
});

hostTest("a full disk: 22005 for a launch, and an end that says what is missing", async () => {
  await using at = await keeping({
    lookMs: 500,
    mounts: (home) =>
      `mkdir -p ${home}/.pink-page; u=$(stat -c %u:%g ${home})
      mount -t tmpfs -o size=1m,mode=700 none ${home}/.pink-page; chown $u ${home}/.pink-page`,
  });
  const fill = "head -c 4000000 /dev/zero | tr '\\0' x";
  const { output, end } = await at.run(`${fill}; echo end`);
  assertEquals([end.state, end.state === "exit" && end.isWhole], ["exit", false]);
  assertEquals(new Set(output), new Set("x"));
  const launching = at.launch("true");
  const { code, detail = "" } = await assertRejects(() => launching, AppError);
  assertEquals(code, 22005);
  assertMatch(detail, /disk full/);
});

hostTest(
  "a script that hangs: its test ends after 3 s, and commands have no terminal",
  async () => {
    await using at = await keeping({
      mounts: () =>
        `mount -t tmpfs none /mnt
      printf '#!/bin/sh\\nexec sleep 4242\\n' > /mnt/script
      chmod 755 /mnt/script
      ${inPlaceOf("/usr/bin/script", "/mnt/script")}`,
    });
    const { detached, server, signal } = at;
    assertEquals(await detached.check(server, { signal }), { hasTerminal: false });
    assertEquals((await at.run("echo plain")).output, "plain\n");
  },
);

for (const shell of ["mksh", "zsh", "ksh", "bsd-csh", "fish"].map((name) => `/bin/${name}`)) {
  const name = `login shell ${shell}: prints and ends as a command over a connection`;
  hostTest(name, async () => await compareShell(shell), shell);
}

sshdTest(
  "200 launches race with 40 raises: none starts after the raise without being told",
  async () => {
    await using at = await keeping();
    const { detached, server, signal } = at;
    await detached.check(server, { signal });
    const counts = new Map<string, number>();
    for (let fence = 10; fence < 50; fence++) {
      const launches = Array.from({ length: 5 }, async () => {
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
        return await at.launch("exec sleep 4242", { fence });
      });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
      const { running } = await detached.raise(server, { fence: fence + 1, signal });
      const told = running.map(({ id }) => id);
      const attempts = await Promise.all(launches);
      for (const attempt of attempts) {
        const state = await stateOf(at, attempt);
        counts.set(state, (counts.get(state) ?? 0) + 1);
        // An attempt can be told that is never to start: its own supervisor has just refused it.
        assert(state !== "started" || told.includes(attempt.id), "it started untold");
      }
      for (const id of told) await detached.cancel(server, { id, signal });
      await detached.remove(server, { ids: attempts.map(({ id }) => id), signal });
    }
    // The race is one only when both sides win at times.
    assert((counts.get("started") ?? 0) > 0 && counts.size > 1, JSON.stringify([...counts]));
  },
);

/** Waits until it is decided whether an attempt starts. */
async function stateOf(at: Keeping, attempt: Attempt): Promise<string> {
  if (typeof attempt.result === "object") return "fenced";
  const exists = (name: string) =>
    Deno.stat(`${at.folderOf(attempt)}/${name}`).then(() => true, () => false);
  await eventually(async () => await exists("go"), "the start is decided");
  if (!await exists("session") && !await exists("never")) {
    const decided = async () => await exists("session") || await exists("never");
    await eventually(decided, "the decision is carried out");
  }
  return await exists("never") ? "never" : "started";
}

sshdTest("24 MB while followers, connections and sshd are killed: every byte once", async () => {
  await using at = await keeping();
  await using proxy = await startTcpProxy(at.sshd.port);
  const server = { ...at.server, port: proxy.port };
  const launched = await at.launch(
    "i=10; while [ $i -lt 40 ]; do seq ${i}00000 ${i}99999; sleep 0.1; i=$((i + 1)); done; exit 3",
  );
  const remote = (name: string) =>
    processesWith(`${launched.id}/out`).filter((pid) =>
      Deno.readTextFileSync(`/proc/${pid}/comm`).trim() === name
    );
  const chunks: Uint8Array[] = [];
  let start: number | undefined;
  let length = 0;
  let kills = 0;
  for (;;) {
    const offset = start === undefined ? undefined : start + length;
    const over = new AbortController();
    const options = { id: launched.id, nonce: launched.nonce, offset, signal: over.signal };
    await using followed = await at.detached.follow(server, options);
    await textOf(followed.login);
    start ??= followed.start;
    const faults = [
      () => over.abort(new Error("enough")),
      () => proxy.cutAll(),
      () => remote("tail").forEach((pid) => Deno.kill(pid, "SIGKILL")),
      () => remote("tail").forEach((pid) => Deno.kill(parentOf(pid), "SIGKILL")),
      () => void at.sshd.killSessions("SIGKILL"),
    ];
    // Faults count bytes, not time. A killed tail is replaced without an end of the follower.
    let left = Math.random() * 1_500_000;
    for await (const chunk of followed.output) {
      chunks.push(chunk);
      length += chunk.length;
      left -= chunk.length;
      if (left > 0) continue;
      faults[kills++ % faults.length]?.();
      left = Math.random() * 1_500_000;
    }
    const end = await followed.end.catch(() => undefined);
    if (end === undefined) continue;
    assert(end.state === "exit");
    assertEquals([end.exitCode, end.size - (start ?? 0)], [3, length]);
    const spool = (await Deno.readFile(`${at.folderOf(launched)}/out`)).subarray(start, end.size);
    assertEquals(await sha256(await new Blob(chunks as BlobPart[]).bytes()), await sha256(spool));
    break;
  }
  assert(kills > 9, `it was disturbed ${kills} times`);
  await eventually(() => remote("tail").length === 0, "no follower is left on the server");
});

function parentOf(pid: number): number {
  const [, parent] = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /, "").split(" ");
  return Number(parent);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
