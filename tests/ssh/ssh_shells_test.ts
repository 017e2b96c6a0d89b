import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { within } from "../../src/async/within.ts";
import type { Server } from "../../src/domain/server.ts";
import { AppError, Cancelled } from "../../src/errors.ts";
import { connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { run, serverOf, startShell } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import {
  closeAfterBanner,
  type OnConnection,
  speakGarbage,
  startTcpServer,
  staySilent,
} from "../harness/tcp_server.ts";

const NOBODY: Omit<Server, "port"> = {
  name: "a",
  host: "127.0.0.1",
  username: "u",
  password: "password",
  encoding: "utf-8",
};

/** Time for a disposal on a silent server, in milliseconds. */
const DISPOSAL_MS = 10_000;

async function failureOf(attempt: Promise<unknown>): Promise<{ code: number; detail: string }> {
  const { code, detail = "" } = await assertRejects(() => attempt, AppError);
  return { code, detail };
}

Deno.test("connect: a closed port is 20002", async () => {
  const gone = await startTcpServer();
  await gone[Symbol.asyncDispose]();
  assertEquals((await failureOf(startShell({ ...NOBODY, port: gone.port }))).code, 20002);
});

Deno.test("connect: a deadline is 20001, and detail says how far the server came", async () => {
  const servers: [OnConnection, string][] = [
    [staySilent, "a accepted the connection and said nothing"],
    [speakGarbage, "a answered, but not as an SSH server"],
    [(socket) => socket.write("SSH-2.0-x\r\n"), "a did not answer in time"],
  ];
  for (const [onConnection, detail] of servers) {
    await using server = await startTcpServer(onConnection);
    const attempt = startShell({ ...NOBODY, port: server.port }, { deadlineMs: 300 });
    assertEquals(await failureOf(attempt), { code: 20001, detail });
  }
});

Deno.test("connect: a server that closes is 20000, and detail says how far it came", async () => {
  const servers: [OnConnection, string][] = [
    [(socket) => socket.end(), "a closed the connection before its identification"],
    [(socket) => socket.resetAndDestroy(), "a closed the connection before its identification"],
    [(socket) => socket.end("Exceeded MaxStartups\r\n"), "a answered, but not as an SSH server"],
    [closeAfterBanner, "a closed the connection before the login"],
  ];
  for (const [onConnection, detail] of servers) {
    await using server = await startTcpServer(onConnection);
    const attempt = startShell({ ...NOBODY, port: server.port });
    assertEquals(await failureOf(attempt), { code: 20000, detail });
  }
});

Deno.test("connect: 20000 says what cannot be reached, without its address", async () => {
  // No packet leaves the machine: the kernel has no route to the first address, and DNS allows no
  // empty or over-long label.
  const hosts: [string, string][] = [
    ["255.255.255.255", "a could not be reached: its network is unreachable"],
    ["no..name", "a has a host name that does not resolve"],
    [`${"x".repeat(64)}.invalid`, "a has a host name that does not resolve"],
  ];
  for (const [host, detail] of hosts) {
    const attempt = startShell({ ...NOBODY, host, port: 22 });
    assertEquals(await failureOf(attempt), { code: 20000, detail });
  }
});

Deno.test("connect: an abort ends it with its reason", async () => {
  await using server = await startTcpServer();
  const abort = new AbortController();
  const attempt = startShell({ ...NOBODY, port: server.port }, { signal: abort.signal });
  await eventually(() => server.connections === 1, "it is connected");
  abort.abort(new Cancelled("enough"));
  await assertRejects(() => attempt, Cancelled, "enough");
});

sshdTest(
  "connect: a changed host key is 20006 and says both fingerprints; a pin makes it right",
  async () => {
    await using at = await connected();
    const before = at.sshd.hostKeyFingerprint;
    at.run("true");
    await at.client.next("complete");
    await at.sshd.replaceHostKey();
    at.run("true");
    const error = await at.client.next("error");
    assertEquals(error.error_code, 20006);
    assertStringIncludes(error.detail ?? "", before);
    assertStringIncludes(error.detail ?? "", at.sshd.hostKeyFingerprint);
    const pinned = serverOf(at.sshd, { hostKey: at.sshd.hostKeyFingerprint });
    assertEquals((await run(pinned)).exitCode, 0);
  },
);

sshdTest("exec: a server without channels is 22003", async () => {
  await using sshd = await startSshd({ extraConfig: ["MaxSessions 0"] });
  assertEquals((await failureOf(startShell(serverOf(sshd)))).code, 22003);
});

sshdTest("exec: a server that gives no terminal is 22004", async () => {
  await using sshd = await startSshd({ extraConfig: ["PermitTTY no"] });
  assertEquals(await failureOf(startShell(serverOf(sshd))), {
    code: 22004,
    detail: "a gives no PTY: let it give this user one (sshd: PermitTTY yes)",
  });
});

sshdTest("RemoteShell: disposal ends although the server is silent", async () => {
  await using sshd = await startSshd();
  await using proxy = await startTcpProxy(sshd.port);
  await using first = await startShell(serverOf(sshd, { port: proxy.port }), {
    command: "read x",
    deadlineMs: 5_000,
  });
  assert(proxy.connections > 0);
  // Disposal asks for a second channel, which the frozen proxy never answers.
  await proxy.freeze();
  assert(await within(DISPOSAL_MS, first[Symbol.asyncDispose]().then(() => true)));
});

sshdTest("RemoteShell: a cut connection keeps the output, and exit is 20005", async () => {
  await using sshd = await startSshd();
  await using proxy = await startTcpProxy(sshd.port);
  await using shell = await startShell(serverOf(sshd, { port: proxy.port }), {
    command: "echo before; read x",
  });
  let output = "";
  for await (const chunk of shell.output) {
    output += new TextDecoder().decode(chunk);
    if (output.includes("before\r\n")) proxy.cutAll();
  }
  assertEquals(output, "before\r\n");
  assertEquals((await failureOf(shell.exit)).code, 20005);
});

sshdTest("RemoteShell: exit is 20005 when the server is killed", async () => {
  await using sshd = await startSshd();
  await using shell = await startShell(serverOf(sshd), { command: "echo ready; read x" });
  await shell.output[Symbol.asyncIterator]().next();
  await sshd.killSessions("SIGKILL");
  assertEquals((await failureOf(shell.exit)).code, 20005);
});

sshdTest("RemoteShell: exit is 20005 when a silent server misses its keepalives", async () => {
  await using sshd = await startSshd();
  await using shell = await startShell(serverOf(sshd), {
    command: "echo ready; read x",
    keepaliveMs: 100,
  });
  await shell.output[Symbol.asyncIterator]().next();
  await sshd.freeze();
  assertEquals((await failureOf(shell.exit)).code, 20005);
  sshd.thaw();
});

sshdTest("RemoteShell: disposal ends the command", async () => {
  await using sshd = await startSshd();
  const file = `${sshd.folder}/pid`;
  const shell = await startShell(serverOf(sshd), {
    command: `echo $$ > ${file}; echo ready; sleep 999`,
  });
  await shell.output[Symbol.asyncIterator]().next();
  const pid = (await Deno.readTextFile(file)).trim();
  await shell[Symbol.asyncDispose]();
  await assertRejects(() => Deno.stat(`/proc/${pid}`), Deno.errors.NotFound);
});

sshdTest("SshConnection: frees the ciphers of every chacha20-poly1305 packet", async () => {
  await using sshd = await startSshd();
  const { output } = await run(serverOf(sshd), { command: "seq 1 100000" });
  assertEquals(output.length, 688_895);
  // The resource sanitizer fails the test when a cipher is left.
});
