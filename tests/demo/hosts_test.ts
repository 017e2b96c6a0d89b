import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { type DemoHosts, type DemoServer, openDemoHosts } from "../../src/demo/hosts.ts";
import type { SFTPWrapper } from "../../src/ssh2/ssh2.ts";
import { isAlive } from "./processes.ts";
import { openFolder, runDeno } from "./run_deno.ts";
import { connect, exec, inTime, run, type TestClient, textMatching } from "./test_host.ts";

Deno.test("openDemoHosts: opens two hosts with different ports, passwords and keys", async () => {
  await using hosts = await openDemoHosts();
  const [sender, receiver] = pair(hosts);
  assertEquals([sender.name, receiver.name], ["mdwap1p", "mypap1d"]);
  for (const server of hosts.servers) {
    assertEquals(server.host, "127.0.0.1");
    assertMatch(server.password, /^[0-9a-f]{32}$/);
    assertMatch(server.hostKey, /^SHA256:[A-Za-z0-9+/]{43}$/);
  }
  assertNotEquals(sender.port, receiver.port);
  assertNotEquals(sender.password, receiver.password);
  assertNotEquals(sender.hostKey, receiver.hostKey);
});

Deno.test("openDemoHosts: the workflow runs: prepare, transfer, process", async () => {
  await using hosts = await openDemoHosts();
  const [sender, receiver] = pair(hosts);
  await using source = await connect(sender);
  await using target = await connect(receiver);
  const asLogin = (command: string) => `exec "\${SHELL:-/bin/sh}" -l -c '${command}'`;

  const prepared = await run(source, asLogin("prepare_data.sh"), { pty: true });
  assertEquals(prepared.code, 0);
  assertMatch(
    prepared.stdout,
    /준비.*\r\n\rpreparing +0 %\rpreparing +20 %[^]*100 %\r\n[^]*\r\nDATA_READY\r\n$/,
  );

  const { from, to } = hosts.transfers[0];
  assertEquals([from.server, to.server], [sender, receiver]);
  const read = await openSftp(source);
  const write = await openSftp(target);
  const folder = from.path.replace(/\/\*\.dat$/, "");
  const names = (await list(read, folder)).filter((name) => name.endsWith(".dat"));
  let bytes = 0;
  for (const name of names) {
    const data = await copy({ read, write }, [`${folder}/${name}`, `${to.path}${name}`]);
    assertMatch(new TextDecoder().decode(data), /[가-힣]/);
    bytes += data.length;
  }
  assertEquals(names.length, 3);
  assert(names.some((name) => name.includes(" ")) && names.some((name) => /[가-힣]/.test(name)));
  assert(bytes > 100_000 && bytes < 500_000, `${bytes} bytes`);

  const processed = await run(target, asLogin("process_data.sh"), { pty: true });
  assertMatch(
    processed.stdout,
    /monthly orders\.dat\r\n[^]*\r\n3 files processed\r\nPROCESS_COMPLETE\r\n$/,
  );
});

Deno.test("openDemoHosts: process_data.sh counts no file before a transfer", async () => {
  await using hosts = await openDemoHosts();
  await using client = await connect(pair(hosts)[1]);
  const { stdout } = await run(client, "process_data.sh");
  assertEquals(stdout, "0 files processed\nPROCESS_COMPLETE\n");
});

Deno.test("openDemoHosts: disposal ends all processes and removes the home folders", async () => {
  const hosts = await openDemoHosts();
  const client = await connect(pair(hosts)[0]);
  client.ssh.removeAllListeners("error").on("error", () => {}); // The connection may be reset.
  const channel = await exec(client, `echo "$HOME $$."; sleep 999`, { pty: true });
  const [, home = "", pid] = await textMatching(channel, /(\/\S+) (\d+)\./);
  assert((await Deno.stat(home)).isDirectory);
  await inTime(hosts[Symbol.asyncDispose]());
  await client.closed;
  assertEquals(await isAlive(Number(pid)), false);
  const left = [home, hosts.transfers[0].to.path].map((path) =>
    Deno.stat(path).then(() => path, () => null)
  );
  assertEquals(await Promise.all(left), [null, null]);
});

Deno.test("openDemoHosts: a given home folder stays, and so do its programs", async () => {
  const folder = await Deno.makeTempDir();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => Deno.remove(folder, { recursive: true }));
  const writtenAt = async () => (await Deno.stat(`${folder}/mdwap1p/bin/prepare_data.sh`)).mtime;
  {
    await using hosts = await openDemoHosts({ folder });
    await using client = await connect(pair(hosts)[0]);
    await run(client, "echo kept > kept.txt");
  }
  const before = await writtenAt();
  await using hosts = await openDemoHosts({ folder });
  await using client = await connect(pair(hosts)[0]);
  assertEquals((await run(client, "cat kept.txt")).stdout, "kept\n");
  // A shell that reads its program while it is written again loses its place in it.
  assertEquals(await writtenAt(), before);
});

Deno.test("openDemoHosts: needs only the permissions that its documentation names", async () => {
  await using folder = await openFolder();
  const { code, output } = await runDeno(OPEN_AND_LOG_IN, {
    flags: [
      "--allow-net=127.0.0.1",
      `--allow-read=${folder.path}`,
      `--allow-write=${folder.path}`,
      "--allow-run=sh,bash,script,stty",
    ],
    env: { TMPDIR: folder.path },
  });
  assertEquals([code, output], [0, "on a terminal, without one\n"]);
});

Deno.test("openDemoHosts: names the package to install when `script` is missing", async () => {
  await using folder = await openFolder();
  for (const program of ["sh", "bash", "stty"]) {
    await Deno.symlink(`/bin/${program}`, `${folder.path}/${program}`);
  }
  const { code, output } = await runDeno(OPEN_AND_LOG_IN, {
    flags: ["--allow-all"],
    env: { PATH: folder.path },
  });
  assertEquals(code, 1);
  assertMatch(output, /need the program script: install util-linux .*or configure real servers/);
});

/** Module that runs a command on a demo host with and without a terminal. */
const OPEN_AND_LOG_IN = `
import { openDemoHosts } from ${JSON.stringify(import.meta.resolve("../../src/demo/hosts.ts"))};
import { connect, run } from ${JSON.stringify(import.meta.resolve("./test_host.ts"))};
await using hosts = await openDemoHosts();
await using client = await connect(hosts.servers[0]);
const { stdout } = await run(client, "printf %s 'on a terminal'", { pty: true });
console.log(stdout + ", " + (await run(client, "printf %s 'without one'")).stdout);
`;

function pair({ servers: [sender, receiver] }: DemoHosts): [DemoServer, DemoServer] {
  assert(sender !== undefined && receiver !== undefined);
  return [sender, receiver];
}

function openSftp({ ssh }: TestClient): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) =>
    ssh.sftp((error, sftp) => error ? reject(error) : resolve(sftp))
  );
}

function list(sftp: SFTPWrapper, folder: string): Promise<string[]> {
  return new Promise((resolve, reject) =>
    sftp.readdir(
      folder,
      (error, entries) => error ? reject(error) : resolve(entries.map(({ filename }) => filename)),
    )
  );
}

function copy(
  { read, write }: { read: SFTPWrapper; write: SFTPWrapper },
  [source, target]: [string, string],
): Promise<Uint8Array> {
  return new Promise((resolve, reject) =>
    read.readFile(source, (error, data) => {
      if (error) reject(error);
      else write.writeFile(target, data, (error) => error ? reject(error) : resolve(data));
    })
  );
}
