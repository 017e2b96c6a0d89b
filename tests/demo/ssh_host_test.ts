import { once } from "node:events";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { openSshHost } from "../../src/demo/ssh_host.ts";
import ssh2, { type ClientChannel } from "../../src/ssh2/ssh2.ts";
import { newHostKey } from "../harness/ssh2_host.ts";
import { openOpenSsh } from "./openssh.ts";
import { isAlive, processesIn, until } from "./processes.ts";
import { connect, exec, openTestHost, run, textMatching } from "./test_host.ts";

Deno.test("openSshHost: hostKey equals the fingerprint of ssh-keygen", async () => {
  await using host = await openTestHost();
  const scan = await new Deno.Command("ssh-keyscan", {
    args: ["-p", String(host.port), "-t", "ed25519", "127.0.0.1"],
    stderr: "null",
  }).output();
  const file = `${host.home}/scanned`;
  await Deno.writeFile(file, scan.stdout);
  const { stdout } = await new Deno.Command("ssh-keygen", { args: ["-lf", file] }).output();
  assertStringIncludes(new TextDecoder().decode(stdout), ` ${host.hostKey} `);
});

Deno.test("openSshHost: uses the given host key, or a new one each time", async () => {
  const hostKey = newHostKey();
  await using first = await openTestHost({ hostKey });
  await using second = await openTestHost({ hostKey });
  await using other = await openTestHost();
  assertEquals(first.hostKey, second.hostKey);
  assertNotEquals(first.hostKey, other.hostKey);
});

Deno.test("openSshHost: OpenSSH logs in with password and with keyboard-interactive", async () => {
  await using host = await openTestHost();
  await using openssh = await openOpenSsh(host);
  for (const method of ["password", "keyboard-interactive"]) {
    const option = `PreferredAuthentications=${method}`;
    const { stdout, code } = await openssh.run("ssh", ["-o", option, "%h", "echo in"]);
    assertEquals([new TextDecoder().decode(stdout), code], ["in\n", 0]);
  }
});

Deno.test("openSshHost: a wrong password or user is refused", async () => {
  await using host = await openTestHost();
  for (const wrong of [{ password: "other" }, { username: "root" }, { password: "" }]) {
    await assertRejects(() => connect({ ...host, ...wrong }), Error, "authentication");
  }
});

Deno.test("openSshHost: the seventh login attempt ends the connection", async () => {
  await using host = await openTestHost();
  const client = new ssh2.Client();
  let attempts = 0;
  const authHandler = () => {
    attempts++;
    return { type: "password" as const, username: host.username, password: "wrong" };
  };
  client.on("error", () => {});
  client.connect({
    host: "127.0.0.1",
    port: host.port,
    username: host.username,
    authHandler: (_left, _partial, next) => next(authHandler()),
  });
  await once(client, "close");
  assertEquals(attempts, 7);
});

Deno.test("openSshHost: refuses forwarding in both directions", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const out = new Promise<void>((resolve, reject) =>
    client.ssh.forwardOut(
      "127.0.0.1",
      1,
      "127.0.0.1",
      host.port,
      (error) => error ? reject(error) : resolve(),
    )
  );
  await assertRejects(() => out, Error, "Channel open failure");
  const back = new Promise<void>((resolve, reject) =>
    client.ssh.forwardIn("127.0.0.1", 0, (error) => error ? reject(error) : resolve())
  );
  await assertRejects(() => back, Error, "Unable to bind");
});

Deno.test("openSshHost: channels of one connection run side by side", async () => {
  await using host = await openTestHost();
  await using client = await connect(host);
  const meet = (own: number) =>
    `touch met${own}; while [ "$(ls met* | wc -l)" -lt 8 ]; do sleep 0.02; done; echo ${own}`;
  const numbers = Array.from({ length: 8 }, (_, index) => index);
  const outcomes = await Promise.all(
    numbers.map((own) => run(client, meet(own), { pty: own % 2 === 0 })),
  );
  assertEquals(outcomes.map(({ stdout }) => Number(stdout)), numbers);
});

Deno.test("openSshHost: ends all processes of a client that disconnects", async () => {
  await using host = await openTestHost();
  const client = await connect(host);
  const pids = [
    ...await startStubborn(await exec(client, STUBBORN, { pty: true })),
    ...await startStubborn(await exec(client, STUBBORN)),
  ];
  client.ssh.end();
  await client.closed;
  for (const pid of pids) await until(async () => !await isAlive(pid));
});

Deno.test("openSshHost: disposal ends processes, connections and silent sockets", async () => {
  await using host = await openTestHost();
  const client = await connect(host);
  const silent = await Deno.connect({ hostname: "127.0.0.1", port: host.port });
  const pids = [
    ...await startStubborn(await exec(client, STUBBORN, { pty: true })),
    ...await startStubborn(await exec(client, STUBBORN)),
  ];
  client.ssh.removeAllListeners("error").on("error", () => {}); // The connection may be reset.
  await host.close();
  assertEquals(await Promise.all(pids.map(isAlive)), pids.map(() => false));
  await client.closed;
  await assertRejects(async () => {
    for await (const _ of silent.readable);
    throw new Error("closed");
  });
  await assertRejects(() => Deno.connect({ hostname: "127.0.0.1", port: host.port }));
});

Deno.test("openSshHost: ends processes that start while their client disconnects", async () => {
  await using host = await openTestHost();
  for (let round = 0; round < 6; round++) {
    const client = await connect(host);
    // The host accepts at once, before the terminal is open.
    await exec(client, "trap '' HUP; sleep 999; sleep 999", { pty: round % 2 === 0 });
    await client[Symbol.asyncDispose]();
  }
  await host.close();
  assertEquals(await processesIn(host.home), []);
});

Deno.test("openSshHost: refuses a key that cannot be read, and leaves nothing open", async () => {
  const options = { home: "/", username: "tester", password: "x", hostKey: "nonsense" };
  await assertRejects(() => openSshHost(options), Error, "key");
});

Deno.test("openSshHost: serves others beside a socket with nonsense and a silent one", async () => {
  await using host = await openTestHost();
  const nonsense = await Deno.connect({ hostname: "127.0.0.1", port: host.port });
  await nonsense.write(new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n".repeat(1_000)));
  nonsense.close();
  const silent = await Deno.connect({ hostname: "127.0.0.1", port: host.port });
  silent.close();
  await using client = await connect(host);
  assertEquals((await run(client, "echo fine")).stdout, "fine\n");
});

/**
 * Command that prints its process id and that of a child. Both ignore SIGHUP, SIGINT and SIGTERM.
 */
const STUBBORN = `trap "" HUP INT TERM; sleep 998 & echo "$$ $!."; sleep 999; sleep 999`;

async function startStubborn(channel: ClientChannel): Promise<number[]> {
  const [, ...pids] = await textMatching(channel, /(\d+) (\d+)\./);
  assert(pids.length === 2);
  return pids.map(Number);
}
