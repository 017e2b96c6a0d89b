import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { type Sshd, sshdAvailability, sshdTest, startSshd } from "./sshd.ts";
import { type LiveProcess, liveProcesses } from "./sshd_processes.ts";
import { eventually } from "./eventually.ts";

/** OpenSSH's client, with its own folder for known hosts. */
class SshClient implements AsyncDisposable {
  readonly #folder = Deno.makeTempDirSync();
  readonly #sshd: Sshd;
  readonly #children: Deno.ChildProcess[] = [];

  constructor(sshd: Sshd) {
    this.#sshd = sshd;
  }

  spawn(args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
    const { port, host, user } = this.#sshd;
    const child = new Deno.Command("ssh", {
      args: [
        ...["-F", "/dev/null", "-p", `${port}`, "-l", user],
        ...["-o", `UserKnownHostsFile=${this.#folder}/known_hosts`],
        ...["-o", "StrictHostKeyChecking=accept-new", "-o", "IdentitiesOnly=yes"],
        ...[host, ...args],
      ],
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#children.push(child);
    return child;
  }

  async run(
    args: string[],
    env?: Record<string, string>,
  ): Promise<{ code: number; stdout: string; stderr: string }> {
    const { code, stdout, stderr } = await this.spawn(args, env).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  }

  /**
   * Creates a program that answers the password prompt, and returns the variables for the client.
   */
  async answer(password: string): Promise<Record<string, string>> {
    const program = `${this.#folder}/askpass`;
    await Deno.writeTextFile(program, `#!/bin/sh\necho '${password}'\n`, { mode: 0o700 });
    return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: "force" };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) {
      try {
        child.kill("SIGKILL");
      } catch (error) {
        // The client has ended by itself.
        if (!(error instanceof TypeError)) throw error;
      }
      await child.status;
    }
    await Deno.remove(this.#folder, { recursive: true });
  }
}

function byKey(path: string): string[] {
  return ["-o", "BatchMode=yes", "-i", path];
}

function withoutKey(method: string): string[] {
  return ["-o", `PreferredAuthentications=${method}`, "-o", "NumberOfPasswordPrompts=1"];
}

/** Returns the processes of the server's user. */
async function processesOf({ home }: Sshd): Promise<LiveProcess[]> {
  const { uid } = await Deno.stat(home);
  return liveProcesses().filter((process) => process.uid === uid);
}

async function untilSleeping(sshd: Sshd, count: number): Promise<void> {
  await eventually(
    async () => (await processesOf(sshd)).filter(({ name }) => name === "sleep").length === count,
    `${count} commands run`,
  );
}

Deno.test("sshdAvailability: says what is missing", () => {
  assertEquals(sshdAvailability({ program: "/nonexistent/sshd", uid: 0 }), {
    ok: false,
    why: "apt-get install -y openssh-server",
  });
  assertEquals(sshdAvailability({ program: "/", uid: 1000 }), { ok: false, why: "run as root" });
  assertEquals(sshdAvailability({ program: "/", uid: 0 }), { ok: true });
});

sshdTest("startSshd: every kind of key logs in and runs a command", async () => {
  await using sshd = await startSshd();
  await using client = new SshClient(sshd);
  const { ed25519, rsa, ecdsa256, ecdsa384, ecdsa521 } = sshd.clientKeys;
  for (const key of [ed25519, rsa, ecdsa256, ecdsa384, ecdsa521]) {
    const { code, stdout } = await client.run([...byKey(key), "id -un; pwd; exit 7"]);
    assertEquals([code, stdout], [7, `${sshd.user}\n${sshd.home}\n`]);
  }
  const passphrase = await client.answer(sshd.passphrase);
  const { encrypted, encryptedRsaPem } = sshd.clientKeys;
  for (const key of [encrypted, encryptedRsaPem]) {
    assertEquals((await client.run([...byKey(key), "true"])).code, 255);
    assertEquals((await client.run(["-i", key, "true"], passphrase)).code, 0);
  }
  assertMatch(await Deno.readTextFile(encryptedRsaPem), /^Proc-Type: 4,ENCRYPTED$/m);
});

sshdTest("startSshd: a key that was not made for it is refused", async () => {
  await using sshd = await startSshd();
  await using other = await startSshd();
  await using client = new SshClient(sshd);
  const { code, stderr } = await client.run([...byKey(other.clientKeys.ed25519), "true"]);
  assertEquals(code, 255);
  assertMatch(stderr, /Permission denied/);
  sshd.authorize(await Deno.readTextFile(`${other.clientKeys.ed25519}.pub`));
  assertEquals((await client.run([...byKey(other.clientKeys.ed25519), "true"])).code, 0);
});

sshdTest("startSshd: gives a PTY, and a login shell that reads the profile", async () => {
  await using sshd = await startSshd({ profile: "export FROM_PROFILE=yes" });
  await using client = new SshClient(sshd);
  const command = `tty; bash -lc 'echo $FROM_PROFILE'`;
  const { code, stdout } = await client.run([...byKey(sshd.clientKeys.ed25519), "-tt", command]);
  assertEquals(code, 0);
  assertMatch(stdout, /^\/dev\/pts\/\d+\r\nyes\r\n$/);
});

sshdTest("Sshd.folder: is empty and the user's own", async () => {
  await using sshd = await startSshd();
  await using client = new SshClient(sshd);
  const command = `cd ${sshd.folder} && ls -A && echo text > file`;
  const { code, stdout } = await client.run([...byKey(sshd.clientKeys.ed25519), command]);
  assertEquals([code, stdout], [0, ""]);
  assertEquals(await Deno.readTextFile(`${sshd.folder}/file`), "text\n");
});

sshdTest(
  "SshdOptions: the password logs in by both methods where it may, a wrong one never",
  async () => {
    await using sshd = await startSshd({ password: true, keyboardInteractive: true });
    await using client = new SshClient(sshd);
    const right = await client.answer(sshd.password);
    for (const method of ["password", "keyboard-interactive"]) {
      const { code, stdout } = await client.run([...withoutKey(method), "id -un"], right);
      assertEquals([code, stdout], [0, `${sshd.user}\n`]);
    }
    const wrong = await client.answer(`not ${sshd.password}`);
    const { code, stderr } = await client.run([...withoutKey("password"), "true"], wrong);
    assertEquals(code, 255);
    assertMatch(stderr, /Permission denied/);
  },
);

sshdTest("SshdOptions: configure the server", async () => {
  await using sshd = await startSshd({
    hostKeyTypes: ["ecdsa384", "ed25519"],
    forceCommand: "echo forced",
    extraConfig: ["Banner /etc/passwd"],
    sftp: false,
  });
  await using client = new SshClient(sshd);
  const key = byKey(sshd.clientKeys.ed25519);
  const { stdout, stderr } = await client.run([...key, "echo asked"]);
  assertEquals(stdout, "forced\n");
  assertMatch(stderr, /^root:/m);
  assertMatch((await client.run([...key, "-s", "sftp"])).stderr, /subsystem request failed/);
  for (const type of ["ecdsa-sha2-nistp384", "ssh-ed25519"]) {
    await using stranger = new SshClient(sshd);
    const { code } = await stranger.run([...key, "-o", `HostKeyAlgorithms=${type}`, "true"]);
    assertEquals(code, 0);
  }
});

sshdTest("Sshd.killSessions: the client sees the connection lost, the listener lives", async () => {
  await using sshd = await startSshd();
  await using client = new SshClient(sshd);
  const key = byKey(sshd.clientKeys.ed25519);
  assertEquals(sshd.sessionPids(), []);
  const lost = [client.run([...key, "sleep 60"]), client.run([...key, "-tt", "sleep 60"])];
  await untilSleeping(sshd, 2);
  assertEquals(sshd.sessionPids().length, 2);
  await sshd.killSessions();
  assertEquals(sshd.sessionPids(), []);
  for (const { code, stderr } of await Promise.all(lost)) {
    assertEquals(code, 255);
    assertMatch(stderr, /closed by remote host|reset by peer/i);
  }
  assertEquals((await client.run([...key, "true"])).code, 0);
});

sshdTest("Sshd.freeze: nothing is answered until thaw", async () => {
  await using sshd = await startSshd();
  await using client = new SshClient(sshd);
  const key = byKey(sshd.clientKeys.ed25519);
  const alive = ["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1"];
  const connected = client.run([...key, ...alive, "-tt", "sleep 60"]);
  await untilSleeping(sshd, 1);
  await sshd.freeze();
  const [waiting, { stderr }] = await Promise.all([
    client.run([...key, "-o", "ConnectTimeout=1", "true"]),
    connected,
  ]);
  assertMatch(stderr, /Timeout, server .* not responding/);
  assertMatch(waiting.stderr, /Connection timed out during banner exchange/);
  sshd.thaw();
  assertEquals((await client.run([...key, "true"])).code, 0);
});

sshdTest(
  "Sshd.replaceHostKey: the same port answers with a key that known_hosts refuses",
  async () => {
    await using sshd = await startSshd();
    await using client = new SshClient(sshd);
    const key = byKey(sshd.clientKeys.ed25519);
    const { port, pid, hostKeyFingerprint } = sshd;
    assertEquals((await client.run([...key, "true"])).code, 0);
    await sshd.replaceHostKey();
    assertEquals(sshd.port, port);
    assertNotEquals(sshd.pid, pid);
    assertNotEquals(sshd.hostKeyFingerprint, hostKeyFingerprint);
    const { code, stderr } = await client.run([...key, "true"]);
    assertEquals(code, 255);
    assertMatch(stderr, /REMOTE HOST IDENTIFICATION HAS CHANGED/);
    assert(stderr.includes(sshd.hostKeyFingerprint), stderr);
  },
);

sshdTest("Sshd.stop: the port refuses until restart, and the log goes on", async () => {
  await using sshd = await startSshd();
  await using client = new SshClient(sshd);
  const key = byKey(sshd.clientKeys.ed25519);
  await sshd.stop();
  await assertRejects(() => Deno.connect({ port: sshd.port }), Deno.errors.ConnectionRefused);
  assertEquals((await client.run([...key, "true"])).code, 255);
  await sshd.restart();
  assertEquals((await client.run([...key, "true"])).code, 0);
  assertMatch(sshd.log(), /Server listening[^]*Server listening[^]*Accepted publickey/);
});

sshdTest(
  "Sshd: disposal leaves no process, user or file, also after a kill of the listener",
  async () => {
    const sshd = await startSshd();
    await using client = new SshClient(sshd);
    const key = byKey(sshd.clientKeys.ed25519);
    const connected = client.run([...key, "setsid -f sleep 60 < /dev/null >& /dev/null; sleep 60"]);
    await untilSleeping(sshd, 2);
    const { pid } = sshd;
    const keyFolder = sshd.clientKeys.ed25519.replace(/\/[^/]*$/, "");
    sshd.kill("SIGKILL");
    await eventually(() => !liveProcesses().some((process) => process.pid === pid), "it ends");
    const left = [...sshd.sessionPids(), ...(await processesOf(sshd)).map(({ pid }) => pid)];
    assertEquals(sshd.sessionPids().length, 1);
    await sshd[Symbol.asyncDispose]();
    assertEquals(liveProcesses().filter((process) => left.includes(process.pid)), []);
    assertEquals((await connected).code, 255);
    await assertRejects(() => Deno.stat(sshd.home), Deno.errors.NotFound);
    await assertRejects(() => Deno.stat(keyFolder), Deno.errors.NotFound);
    assert(!(await Deno.readTextFile("/etc/passwd")).includes(sshd.user));
  },
);
