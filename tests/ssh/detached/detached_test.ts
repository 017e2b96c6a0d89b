import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type DetachedEnd, leaseLost } from "../../../src/domain/detached.ts";
import { AppError } from "../../../src/errors.ts";
import { readFacts } from "../../../src/ssh/detached/facts.ts";
import { exportLines, scriptRequest } from "../../../src/ssh/detached/scripts.ts";
import { processesWith } from "../../harness/connected.ts";
import { eventually } from "../../harness/eventually.ts";
import { inTime } from "../../harness/in_time.ts";
import { makeShells } from "../../harness/shells.ts";
import { sshdTest } from "../../harness/sshd.ts";
import { startTcpProxy } from "../../harness/tcp_proxy.ts";
import { type Attempt, type Keeping, keeping, namesIn, textOf } from "./keeping.ts";

const OTHER = "0".repeat(8) + "-0000-4000-8000-" + "0".repeat(12);

/** Returns the exit code of an end, or its state when it is none. */
function codeOf(end: DetachedEnd): number | string {
  return end.state === "exit" ? end.exitCode : end.state;
}

/** Waits for a file of an attempt, and returns its words. */
async function wordsOf(at: Keeping, attempt: Attempt, file: string): Promise<string[]> {
  const path = `${at.folderOf(attempt)}/${file}`;
  let words: string[] = [];
  await eventually(async () => {
    words = (await Deno.readTextFile(path).catch(() => "")).trim().split(/\s+/);
    return words[0] !== "";
  }, `${file} is written`);
  return words;
}

/** Checks that a file exists. */
function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}

sshdTest("Detached: launches, follows, types, cancels and removes", async (context) => {
  await using at = await keeping({ profile: "echo greeting" });
  const { detached, server, signal, sshd } = at;
  await Deno.writeTextFile(`${sshd.home}/.bashrc`, "echo noise; echo noise >&2\n");

  await context.step(
    "the output comes apart from the login's, with exit code and size",
    async () => {
      const command = "printf 'it'\\''s \\\\ \"!\"\\n'; stty size; echo 한글; exit 7\n";
      const launched = await at.launch(command, { size: { cols: 101, rows: 33 } });
      assertEquals(launched.result, "started");
      const { login, output, start = 0, end } = await at.outcome(launched);
      assertEquals([login, output], ["greeting\r\n", `it's \\ "!"\r\n33 101\r\n한글\r\n`]);
      assert(end.state === "exit");
      assertEquals([end.exitCode, end.size - start, end.isWhole], [
        7,
        new TextEncoder().encode(output).length,
        true,
      ]);
      for (const path of [`${sshd.home}/.pink-page`, at.folderOf(launched)]) {
        assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o700);
      }
      assertEquals((await at.outcome(launched, { offset: start + 6 })).output, output.slice(6));
    },
  );

  await context.step("the same id is launched once, also eight times at once", async () => {
    const id = crypto.randomUUID();
    const nonce = crypto.randomUUID();
    const command = `echo ran >> ${sshd.home}/ran`;
    const attempts = await Promise.all(
      Array.from({ length: 8 }, () => at.launch(command, { id, nonce })),
    );
    const results = attempts.map(({ result }) => result).sort();
    assertEquals(results, [...Array(7).fill("exists"), "started"]);
    assertEquals(codeOf((await at.outcome({ id, nonce, result: "exists" })).end), 0);
    assertEquals((await at.launch(command, { id, nonce })).result, "exists");
    assertEquals(await Deno.readTextFile(`${sshd.home}/ran`), "ran\n");
  });

  await context.step("input, Ctrl-C and the size reach the terminal", async () => {
    const command = "trap 'stty size' WINCH; read x; echo \"got $x\"; stty size; sleep 99";
    const launched = await at.launch(command);
    await using followed = await at.follow(launched);
    assertEquals(await textOf(followed.login), "greeting\r\n");
    const reader = followed.output[Symbol.asyncIterator]();
    let seen = "";
    const until = async (text: string) => {
      while (!seen.includes(text)) {
        const { value, done } = await reader.next();
        if (done) throw new Error(`ended before ${text}: ${seen}`);
        seen += new TextDecoder().decode(value);
      }
    };
    await detached.resize(server, { id: launched.id, cols: 90, rows: 30, signal });
    await detached.type(server, {
      id: launched.id,
      bytes: new TextEncoder().encode("pink\n"),
      signal,
    });
    await until("got pink\r\n30 90\r\n");
    await detached.type(server, { id: launched.id, bytes: new Uint8Array([3]), signal });
    while (!(await reader.next()).done);
    assertEquals(codeOf(await followed.end), 130);
    const { code } = await assertRejects(
      () => detached.type(server, { id: launched.id, bytes: new Uint8Array([3]), signal }),
      AppError,
    );
    assertEquals(code, 22004);
  });

  await context.step("cancel leaves no process, also of a tree that ignores signals", async () => {
    const mark = `mark-${crypto.randomUUID()}`;
    const deaf = `trap "" INT HUP; sh -c 'trap "" INT HUP; sleep 4242; : ${mark}' & ` +
      `sh -c 'sleep 4242; : ${mark}'; : ${mark}`;
    const launched = await at.launch(`sh -c '${deaf.replaceAll("'", "'\\''")}'`);
    await eventually(() => processesWith(mark).length >= 3, "the tree runs");
    const end = await detached.cancel(server, { id: launched.id, signal });
    assertEquals(codeOf(end), 137);
    assertEquals(processesWith(mark), []);
    assertEquals(codeOf((await at.outcome(launched)).end), 137);
    const again = await detached.cancel(server, { id: launched.id, signal });
    assertEquals(again, end);
  });

  await context.step("cancel ends what a killed supervisor has left", async () => {
    const mark = `mark-${crypto.randomUUID()}`;
    const launched = await at.launch(`trap "" HUP; sh -c 'sleep 4242; : ${mark}'; : ${mark}`);
    await eventually(() => processesWith(mark).length >= 2, "the command runs");
    Deno.kill(Number((await wordsOf(at, launched, "sup"))[0]), "SIGKILL");
    assertEquals(await detached.cancel(server, { id: launched.id, signal }), { state: "lost" });
    assertEquals(processesWith(mark), []);
  });

  await context.step("hangUp ends a command by SIGHUP", async () => {
    const launched = await at.launch("echo ready; sleep 4242");
    await wordsOf(at, launched, "session");
    const end = await detached.hangUp(server, { id: launched.id, signal });
    assertEquals([end.state, (await at.outcome(launched)).end.state], ["exit", "exit"]);
  });

  await context.step(
    "lost: the supervisor was killed, the server rebooted, the pid reused",
    async () => {
      for (
        const lose of [
          (pid: string) => Deno.kill(Number(pid), "SIGKILL"),
          (pid: string, since: string, file: string) =>
            Deno.writeTextFile(file, `${pid} ${since} ${OTHER}\n`),
          (pid: string, since: string, file: string) => {
            Deno.kill(Number(pid), "SIGKILL");
            return Deno.writeTextFile(file, `${pid} ${since} ${OTHER}\n`);
          },
          (_: string, since: string, file: string, boot: string) =>
            Deno.writeTextFile(file, `${Deno.pid} ${since} ${boot}\n`),
        ]
      ) {
        const launched = await at.launch("echo before; exec sleep 4242");
        const [pid = "", since = "", boot = ""] = await wordsOf(at, launched, "sup");
        await eventually(
          async () => (await Deno.readTextFile(`${at.folderOf(launched)}/out`)).includes("before"),
          "the output is spooled",
        );
        await lose(pid, since, `${at.folderOf(launched)}/sup`, boot);
        const { output, end } = await inTime(at.outcome(launched), "the loss is told");
        assertEquals([output, end], ["before\r\n", { state: "lost" }]);
        await Deno.writeTextFile(`${at.folderOf(launched)}/sup`, `${pid} ${since} ${boot}\n`);
        await detached.cancel(server, { id: launched.id, signal });
      }
    },
  );

  await context.step("never: a claim without a start ends as never, and cannot start", async () => {
    const { id, nonce } = { id: crypto.randomUUID(), nonce: crypto.randomUUID() };
    await Deno.mkdir(at.folderOf({ id }));
    const claimed: Attempt = { id, nonce, result: "exists" };
    for (const path of [at.folder, at.folderOf({ id })]) {
      const { uid, gid } = await Deno.stat(sshd.home);
      await Deno.chown(path, uid, gid);
    }
    assertEquals((await at.launch("true", { id, nonce })).result, "exists");
    assertEquals((await at.outcome(claimed)).end, { state: "never" });
    assertEquals(await detached.cancel(server, { id, signal }), { state: "never" });
  });

  await context.step("gone: an unknown id, and one that was removed", async () => {
    const launched = await at.launch("true");
    await at.outcome(launched);
    const ids = [launched.id, crypto.randomUUID()];
    assertEquals(await detached.remove(server, { ids, signal }), []);
    assertEquals(await exists(at.folderOf(launched)), false);
    const running = await at.launch("exec sleep 4242");
    await eventually(() => exists(`${at.folderOf(running)}/go`), "it runs");
    assertEquals(await detached.remove(server, { ids: [running.id], signal }), [running.id]);
    await detached.cancel(server, { id: running.id, signal });
    await detached.remove(server, { ids: [running.id], signal });
    assertEquals((await at.outcome(launched)).end, { state: "gone" });
    assertEquals(await detached.cancel(server, { id: launched.id, signal }), { state: "gone" });
  });

  await context.step("a launch beside a removal needs no login", async () => {
    const logins = () => sshd.log().split("Accepted publickey").length;
    const launched = await at.launch("true");
    await at.outcome(launched);
    const before = logins();
    const [, next] = await Promise.all([
      detached.remove(server, { ids: [launched.id], signal }),
      at.launch("true"),
    ]);
    await at.outcome(next);
    assertEquals(logins(), before);
  });

  await context.step("a command that is cut off on its way does not run", async () => {
    await using shells = makeShells();
    const id = crypto.randomUUID();
    const launch = { name: "launch", args: [id, 1], variables: { SETSID: "-f" } } as const;
    const folder = at.folder.slice(sshd.home.length + 1);
    const request = scriptRequest(launch, { folder, key: "k" });
    const { connection, command } = await shells.lend(server, { command: request, signal });
    const facts = readFacts(command.channel, "k");
    command.channel.resume();
    command.channel.end(exportLines({ PINK_COMMAND: Buffer.from("true; rm -rf /data/old") }));
    assertEquals(await facts, []);
    assertEquals(await exists(at.folderOf({ id })), false);
    await connection[Symbol.asyncDispose]();
  });
});

sshdTest("Detached: fences refuse what is older, and what they refuse never runs", async () => {
  await using at = await keeping();
  const { detached, server, signal } = at;
  const running = await at.launch("sleep 4242", { fence: 41 });
  assertEquals(running.result, "started");
  await wordsOf(at, running, "session");
  assertEquals(codeOf((await at.outcome(await at.launch("true", { fence: 42 }))).end), 0);
  const refused = await at.launch("touch refused", { fence: 41 });
  assertEquals(refused.result, { fenced: 42 });
  assertEquals((await at.outcome(refused)).end, { state: "gone" });
  assertEquals(leaseLost(server).code, 50012);
  assertEquals(await detached.raise(server, { fence: 40, signal }), {
    highest: 42,
    mark: "a mark",
    running: [],
  });
  // A launch that was claimed and has not decided: the raise decides.
  const id = crypto.randomUUID();
  await Deno.mkdir(at.folderOf({ id }));
  await Deno.writeTextFile(`${at.folderOf({ id })}/fence`, "42\n");
  const { uid, gid } = await Deno.stat(at.sshd.home);
  await Deno.chown(at.folderOf({ id }), uid, gid);
  assertEquals(await detached.raise(server, { fence: 50, signal }), {
    highest: 50,
    mark: "a mark",
    running: [{ id: running.id, fence: 41 }],
  });
  assert(await exists(`${at.folderOf({ id })}/never`));
  for (const fence of [51, 52]) await detached.raise(server, { fence, signal });
  assertEquals(await namesIn(`${at.folder}/fence`), ["51", "52"]);
  const kept = await at.launch("true", { fence: 52 });
  await at.outcome(kept);
  const left = await detached.collect(server, { fence: 52, known: [], signal });
  assertEquals(left, [{ id: running.id, fence: 41 }]);
  assertEquals(await namesIn(`${at.folder}/run`), [running.id, kept.id].sort());
  await detached.cancel(server, { id: running.id, signal });
  assertEquals(await detached.collect(server, { fence: 53, known: [kept.id], signal }), []);
  assertEquals(await namesIn(`${at.folder}/run`), [kept.id]);
});

sshdTest(
  "Detached: a cut connection is 20005, and the next follower goes on after it",
  async () => {
    await using at = await keeping();
    await using proxy = await startTcpProxy(at.sshd.port);
    const through = { ...at.server, port: proxy.port };
    const launched = await at.launch("echo before; read x; echo after; exit 3");
    await using first = await at.follow(launched, { server: through });
    await textOf(first.login);
    let seen = "";
    for await (const chunk of first.output) {
      seen += new TextDecoder().decode(chunk);
      if (seen.includes("before\r\n")) proxy.cutAll();
    }
    assertEquals((await assertRejects(() => first.end, AppError)).code, 20005);
    const { id } = launched;
    await at.detached.type(at.server, {
      id,
      bytes: new TextEncoder().encode("\n"),
      signal: at.signal,
    });
    const offset = (first.start ?? 0) + seen.length;
    const { output, end } = await at.outcome(launched, { offset });
    assertMatch(output, /^(\r\n)?after\r\n$/);
    assertEquals(codeOf(end), 3);
    await eventually(() => processesWith(`${launched.id}/out`).length === 0, "no follower is left");
  },
);

sshdTest("Detached: a supervisor that dies is noticed while its command is followed", async () => {
  await using at = await keeping({ lookMs: 50 });
  const launched = await at.launch("echo before; sleep 4242");
  await using followed = await at.follow(launched);
  await textOf(followed.login);
  let seen = "";
  for await (const chunk of followed.output) {
    seen += new TextDecoder().decode(chunk);
    Deno.kill(Number((await wordsOf(at, launched, "sup"))[0]), "SIGKILL");
  }
  assertEquals([seen, await followed.end], ["before\r\n", { state: "lost" }]);
});

sshdTest("Detached: <NAME>_DETACH=off and a server without a shell are 22005", async () => {
  await using at = await keeping({ forceCommand: "echo forced" });
  for (
    const [server, detail] of [
      [at.server, /ForceCommand/],
      [{ ...at.server, detach: "off" }, /A_DETACH is off/],
    ] as const
  ) {
    const error = await assertRejects(
      () => at.detached.check(server, { signal: at.signal }),
      AppError,
    );
    assertEquals(error.code, 22005);
    assertMatch(error.detail ?? "", detail);
  }
});
