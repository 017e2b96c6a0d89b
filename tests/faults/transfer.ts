import { assertEquals, assertLess, assertMatch, assertRejects } from "@std/assert";
import { Cancelled } from "../../src/errors.ts";
import { type Engine, startEngine } from "../harness/engine.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { serverVariables } from "../harness/app.ts";
import { shell, transferring, treeOf } from "../harness/transfers.ts";

/** Size of a file whose transfer takes a while, in bytes. */
const BIG = 300_000_000;

/** Time of the service for the removal of traces, where nothing can be removed. */
const REMOVE_MS = 1_500;

/** Writes a file of zeros at the source. The target has an older file of that name. */
async function withBig(engine: Engine, bytes = BIG): Promise<void> {
  await Deno.writeTextFile(`${engine.target.folder}/big`, "old");
  await Deno.writeTextFile(`${engine.source.folder}/big`, "");
  await Deno.truncate(`${engine.source.folder}/big`, bytes);
  await Deno.utime(`${engine.source.folder}/big`, 1_000_000_000, 1_000_000_000);
}

/** Asserts that the target has the old file alone, as after any failure. */
async function assertOldAlone({ target }: Engine): Promise<void> {
  assertEquals(await treeOf(target.folder), { big: "old" });
}

sshdTest(
  "target dies: 20005 with file and server, and traces are removed over another connection",
  async () => {
    await using engine = await startEngine();
    await withBig(engine);
    const { code, detail } = await engine.fail({ midway: () => engine.target.killSessions() });
    assertEquals([code, detail], [20005, '"big": The connection to b was lost']);
    await assertOldAlone(engine);
    assertEquals(engine.warnings, []);
  },
);

sshdTest(
  "target stays down: 20005, a warning, and the next run removes the traces",
  async () => {
    await using engine = await startEngine();
    await withBig(engine);
    const { code } = await engine.fail({ midway: () => engine.target.stop() });
    assertEquals(code, 20005);
    assertEquals(engine.warnings.length, 1);
    assertEquals(Object.keys(await treeOf(engine.target.folder)).length, 2);
    await engine.target.restart();
    await engine.run();
    assertEquals(await treeOf(engine.target.folder), { big: `${BIG} bytes` });
  },
);

sshdTest("source dies: 20005 with file and server, and nothing unfinished is left", async () => {
  await using engine = await startEngine();
  await withBig(engine);
  const { code, detail } = await engine.fail({ midway: () => engine.source.killSessions() });
  assertEquals([code, detail], [20005, '"big": The connection to a was lost']);
  await assertOldAlone(engine);
});

sshdTest("target falls silent: 24004 with file and server; memory stays bounded", async () => {
  await using engine = await startEngine();
  await withBig(engine);
  const before = Deno.memoryUsage().rss;
  const { code, detail } = await engine.fail({
    silenceMs: 1_500,
    removeMs: REMOVE_MS,
    midway: () => engine.target.freeze(),
  });
  assertLess(Deno.memoryUsage().rss - before, 120_000_000);
  assertEquals([code, detail], [24004, '"big": b sent no byte for 1.5 s']);
  assertEquals(engine.warnings.length, 1);
  engine.target.thaw();
  await eventually(() => engine.target.sessionPids().length === 0, "the server notices");
  await engine.run();
  assertEquals(await treeOf(engine.target.folder), { big: `${BIG} bytes` });
});

sshdTest(
  "source falls silent: 24004 with file and server, and nothing unfinished is left",
  async () => {
    await using engine = await startEngine();
    await withBig(engine);
    const { code, detail } = await engine.fail({
      silenceMs: 1_000,
      midway: () => engine.source.freeze(),
    });
    assertEquals([code, detail], [24004, '"big": a sent no byte for 1 s']);
    await assertOldAlone(engine);
    engine.source.thaw();
  },
);

sshdTest("cancel with a silent target: ends in time, although nothing can be removed", async () => {
  await using engine = await startEngine();
  await withBig(engine);
  const abort = new AbortController();
  let startedMs = 0;
  const midway = async () => {
    await engine.target.freeze();
    startedMs = performance.now();
    abort.abort(new Cancelled("enough"));
  };
  const cancelled = () => engine.run({ signal: abort.signal, midway, removeMs: REMOVE_MS });
  await assertRejects(cancelled, Cancelled, "enough");
  assertLess(performance.now() - startedMs, 4_500);
  assertEquals(engine.warnings.length, 1);
  engine.target.thaw();
});

for (
  const [change, script] of [
    ["grows", 'echo more >> "$1"'],
    ["shrinks", 'truncate -s 1000 "$1"'],
    ["vanishes", 'rm "$1"'],
    ["is written to", 'printf x | dd of="$1" conv=notrunc status=none'],
  ] as const
) {
  sshdTest(
    `source file ${change} meanwhile: 24000 with its name, the old target stays`,
    async () => {
      await using engine = await startEngine();
      await withBig(engine);
      const { code, detail } = await engine.fail({
        midway: () => shell(script, `${engine.source.folder}/big`),
      });
      assertEquals([code, detail], [24000, '"big": it has changed on a while it was copied']);
      await assertOldAlone(engine);
    },
  );
}

sshdTest(
  "target got other bytes than were sent: 24000 by the checksum, the old target stays",
  async () => {
    await using engine = await startEngine();
    await withBig(engine);
    const { code, detail } = await engine.fail({
      midway: () =>
        shell(
          'printf x | dd of="$(ls "$1"/.pink-page.x.*)" conv=notrunc status=none',
          engine.target.folder,
        ),
    });
    assertEquals(code, 24000);
    assertMatch(detail, /^"big": b has other bytes than were sent/);
    await assertOldAlone(engine);
  },
);

/** Mounts a small file system in the target's folder; disposal unmounts it. */
async function mount(
  engine: Engine,
  megabytes: number,
): Promise<AsyncDisposable & { path: string }> {
  const path = `${engine.target.folder}/small`;
  const owner = `uid=$(id -u ${engine.target.user})`;
  await shell(`mkdir "$1" && mount -t tmpfs -o size=${megabytes}m,${owner} tmpfs "$1"`, path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      await shell('umount -l "$1"', path);
    },
  };
}

sshdTest("target too small: 24000 with what is missing, before the first byte", async () => {
  await using engine = await startEngine();
  await withBig(engine, 30_000_000);
  await using small = await mount(engine, 10);
  const { code, detail } = await engine.fail({ to: small.path });
  assertEquals(code, 24000);
  assertMatch(detail, /^b has \d+ bytes free; \d+ bytes more are needed$/);
  assertEquals(engine.steps.filter(({ kind }) => kind !== "status"), []);
  await withBig(engine, 8_000_000);
  await engine.run({ to: small.path });
  await Deno.writeFile(`${small.path}/other`, new Uint8Array(1_000_000));
  // A file that is replaced releases its space only when it is replaced.
  assertEquals((await engine.fail({ to: small.path })).code, 24000);
});

sshdTest("target has the space only while it replaces one file after the other", async () => {
  await using engine = await startEngine({ target: { sftp: false } });
  // 12 MB of old files and about 6 MB that are free; four new files of 1 MB are copied at once.
  await using small = await mount(engine, 18);
  for (let i = 10; i < 22; i++) {
    for (const folder of [engine.source.folder, small.path]) {
      await Deno.writeFile(`${folder}/${i}`, new Uint8Array(1_000_000).fill(i));
    }
  }
  assertEquals((await engine.run({ to: small.path })).files, 12);
});

sshdTest(
  "target becomes full: 24000 with file and server, and nothing unfinished is left",
  async () => {
    await using engine = await startEngine();
    await withBig(engine);
    await using small = await mount(engine, 350);
    const { code, detail } = await engine.fail({
      to: small.path,
      midway: () => shell('fallocate -l 200M "$1/other"', small.path),
    });
    assertEquals([code, detail], [24000, '"big": b has no space left']);
    assertEquals(Object.keys(await treeOf(small.path)), ["other"]);
  },
);

sshdTest("target read-only, by file system or rights: 24003 before the first byte", async () => {
  await using engine = await startEngine();
  await withBig(engine);
  await using small = await mount(engine, 400);
  await Deno.chmod(small.path, 0o555);
  const rights = await engine.fail({ to: small.path });
  assertEquals(rights.code, 24003);
  assertEquals(
    rights.detail,
    "no file can be made in the transfer's target: b says: Permission denied",
  );
  await shell('mount -o remount,ro "$1"', small.path);
  const readOnly = await engine.fail({ to: small.path });
  assertEquals(readOnly.code, 24003);
  assertMatch(readOnly.detail, /b is on a read-only file system$/);
  const missing = await engine.fail({ to: `${engine.target.folder}/missing` });
  assertEquals([missing.code, missing.detail], [24000, "b has no folder at the transfer's target"]);
});

sshdTest("source that cannot be read: 24003 with its name, before the first byte", async () => {
  await using engine = await startEngine();
  await withBig(engine, 10);
  await Deno.writeTextFile(`${engine.source.folder}/secret`, "x", { mode: 0o600 });
  assertEquals(await engine.fail(), { code: 24003, detail: '"secret": a says: Permission denied' });
  await Deno.remove(`${engine.source.folder}/secret`);
  await Deno.mkdir(`${engine.source.folder}/closed`, { mode: 0o700 });
  const { code, detail } = await engine.fail();
  assertEquals(code, 24003);
  assertMatch(detail, /closed": a says: Permission denied$/);
  assertEquals(engine.steps.filter(({ kind }) => kind !== "status"), []);
  await assertOldAlone(engine);
});

sshdTest("a failure with folders: empty folders that were created are removed too", async () => {
  await using engine = await startEngine();
  await Deno.mkdir(`${engine.source.folder}/tree/empty`, { recursive: true });
  await Deno.writeTextFile(`${engine.source.folder}/tree/small`, "text");
  await Deno.writeTextFile(`${engine.source.folder}/tree/zbig`, "");
  await Deno.truncate(`${engine.source.folder}/tree/zbig`, BIG);
  const arrived = async () => {
    await eventually(
      async () => "tree/small" in await treeOf(engine.target.folder),
      "the small file arrives",
    );
    await engine.source.killSessions();
  };
  assertEquals((await engine.fail({ midway: arrived })).code, 20005);
  assertEquals(await treeOf(engine.target.folder), { "tree/": "", "tree/small": "text" });
  // The next run completes the folder that stayed.
  await Deno.truncate(`${engine.source.folder}/tree/zbig`, 0);
  await Deno.chmod(`${engine.source.folder}/tree`, 0o755);
  await engine.run();
  assertEquals((await Deno.stat(`${engine.target.folder}/tree`)).mode! & 0o7777, 0o755);
});

sshdTest(
  "the same transfer by two installations at once: both complete, the target is whole",
  async () => {
    await using engine = await startEngine();
    await withBig(engine, 50_000_000);
    await Promise.all([engine.run({ installation: "one" }), engine.run({ installation: "two" })]);
    assertEquals(await treeOf(engine.target.folder), { big: "50000000 bytes" });
  },
);

sshdTest(
  "connecting fails: the code of that server, and the other server is not waited for",
  async () => {
    await using engine = await startEngine();
    await withBig(engine);
    await engine.target.freeze();
    await engine.source.stop();
    const startedMs = performance.now();
    assertEquals((await engine.fail()).code, 20002);
    assertLess(performance.now() - startedMs, 3_000);
    engine.target.thaw();
  },
);

/** Service in a process of its own. */
interface Service {
  /** Process of the service. */
  readonly child: Deno.ChildProcess;
  /** Client with a running transfer. */
  readonly socket: WebSocket;
  /** Resolves when the client is closed. */
  readonly closed: Promise<unknown>;
}

/** Starts a service, and its transfer. */
async function startService(env: Record<string, string>, folder: string): Promise<Service> {
  const logFile = `${folder}/${crypto.randomUUID()}.log`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("../../main.ts", import.meta.url).pathname],
    cwd: folder,
    env: { ...env, LOG_FILE: logFile },
    stdout: "null",
  }).spawn();
  let url = "";
  await eventually(async () => {
    const log = await Deno.readTextFile(logFile).catch(() => "");
    url = /websocket=(\S+)/.exec(log)?.[1] ?? "";
    return url !== "";
  }, "the service listens");
  const socket = new WebSocket(url);
  const { promise: closed, resolve } = Promise.withResolvers<unknown>();
  socket.onopen = () => {
    socket.send('{"type":"start_session"}');
    socket.send('{"type":"scp_transfer","data":{"transfer_name":"x"}}');
  };
  socket.onerror = (event) => event.preventDefault();
  socket.onclose = resolve;
  return { child, socket, closed };
}

sshdTest("the service is killed: its next run removes the traces", async () => {
  await using at = await transferring();
  await at.put("big", "");
  await Deno.truncate(`${at.source.folder}/big`, BIG);
  const folder = await Deno.makeTempDir();
  const env = {
    ENV: "test",
    PORT: "0",
    DATABASE_PATH: `${folder}/db`,
    ...serverVariables("a", at.source),
    ...serverVariables("b", at.target),
    TRANSFER_X: `a:${at.source.folder}/* -> b:${at.target.folder}/`,
  };
  const killed = await startService(env, folder);
  const left = async () => Object.entries(await at.arrived());
  await eventually(async () => (await left()).some(([, text]) => text !== ""), "bytes arrive");
  killed.child.kill("SIGKILL");
  await Promise.all([killed.child.status, killed.closed]);
  const [[name = ""] = []] = await left();
  assertMatch(name, /^\.pink-page\.x\.[0-9a-f]{12}\.[0-9a-f]{8}\.[0-9a-f]{12}\.part$/);
  await Deno.truncate(`${at.source.folder}/big`, 1_000_000);
  // Another service leaves them: the killed service could be running.
  await at.run();
  assertEquals(Object.keys(await at.arrived()).sort(), [name, "big"]);
  const again = await startService(env, folder);
  const { promise: complete, resolve } = Promise.withResolvers<void>();
  again.socket.onmessage = ({ data }) => {
    if (JSON.parse(data).type === "complete") resolve();
  };
  await complete;
  assertEquals(await at.arrived(), { big: "1000000 bytes" });
  again.socket.close();
  again.child.kill("SIGTERM");
  await Promise.all([again.child.status, again.closed]);
  await Deno.remove(folder, { recursive: true });
});

sshdTest("login refused, host key wrong: 21000 and 20006 with the server", async () => {
  await using engine = await startEngine();
  await withBig(engine, 10);
  const keyFile = engine.source.clientKeys.ed25519;
  assertEquals(await engine.fail({ target: { keyFile } }), {
    code: 21000,
    detail: "b refused the login",
  });
  const hostKey = engine.source.hostKeyFingerprint;
  const { code, detail } = await engine.fail({ target: { hostKey } });
  assertEquals(code, 20006);
  assertMatch(detail, /^b presented the ssh-ed25519 host key/);
});

sshdTest("cancel while a server does not answer yet: ends at once", async () => {
  await using engine = await startEngine();
  await withBig(engine, 10);
  await engine.target.freeze();
  const abort = new AbortController();
  const running = engine.run({ signal: abort.signal });
  await eventually(() => engine.steps.length > 0, "it connects");
  abort.abort(new Cancelled("enough"));
  const startedMs = performance.now();
  await assertRejects(() => running, Cancelled, "enough");
  assertLess(performance.now() - startedMs, 1_500);
  engine.target.thaw();
});

sshdTest("without SFTP: faults in the middle leave nothing unfinished", async () => {
  await using engine = await startEngine({ source: { sftp: false }, target: { sftp: false } });
  const { source, target } = engine;
  const big = `${source.folder}/big`;
  await Deno.writeTextFile(big, "");
  await Deno.truncate(big, BIG);
  await Deno.utime(big, 1, 1);
  const abort = new AbortController();
  await assertRejects(
    () => engine.run({ signal: abort.signal, midway: () => abort.abort(new Cancelled("enough")) }),
    Cancelled,
  );
  assertEquals(await treeOf(target.folder), {});
  const dead = await engine.fail({ midway: () => target.killSessions() });
  assertEquals([dead.code, dead.detail], [20005, '"big": The connection to b was lost']);
  const sourceless = await engine.fail({ midway: () => source.killSessions() });
  assertEquals([sourceless.code, sourceless.detail], [
    20005,
    '"big": The connection to a was lost',
  ]);
  const changed = await engine.fail({ midway: () => Deno.utime(big, 2, 2) });
  assertEquals(changed.detail, '"big": it has changed on a while it was copied');
  const shrunk = await engine.fail({ midway: () => Deno.truncate(big, 1_000) });
  assertEquals(shrunk.detail, '"big": it has changed on a while it was copied');
  await Deno.truncate(big, BIG);
  const silent = await engine.fail({ silenceMs: 1_000, midway: () => source.freeze() });
  assertEquals([silent.code, silent.detail], [24004, '"big": a sent no byte for 1 s']);
  source.thaw();
  assertEquals(await treeOf(target.folder), {});
  assertEquals(engine.warnings, []);
  const frozen = await engine.fail({
    silenceMs: 1_000,
    removeMs: REMOVE_MS,
    midway: () => target.freeze(),
  });
  assertEquals([frozen.code, frozen.detail], [24004, '"big": b sent no byte for 1 s']);
  target.thaw();
});
