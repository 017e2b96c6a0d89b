import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import type { FirstUse, HostKeyPolicy } from "../../src/ssh/host_keys.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { type Connected, connected } from "../harness/connected.ts";
import { eventually } from "../harness/eventually.ts";
import { memoryLog } from "../harness/memory_log.ts";
import { run, serverOf } from "../harness/shells.ts";
import { type Sshd, sshdTest, startSshd } from "../harness/sshd.ts";
import { startOneProcessHost } from "./one_process_host.ts";

/** Runs a command on a new connection. Returns the code of its error, or 0. */
async function codeOf({ client, run }: Connected): Promise<number> {
  run("true");
  const ending = await client.ending();
  return ending.type === "error" ? ending.error_code : 0;
}

/** Asserts the number of connections in the log of `sshd`. */
async function assertConnections(sshd: Sshd, count: number): Promise<void> {
  const seen = () => [...sshd.log().matchAll(/^Connection from /gm)].length;
  await eventually(() => seen() >= count, "the connections are logged");
  assertEquals(seen(), count);
}

function memoryStore(): Store {
  return openStore(":memory:", { log: memoryLog(), historyDays: 1, auditDays: 1 });
}

function trusting(store: Store): HostKeyPolicy {
  return { mode: "tofu", knownHosts: store.knownHosts };
}

sshdTest("host key: a server that gains a key type keeps its remembered key", async () => {
  await using at = await connected({ hostKeyTypes: ["rsa"] });
  assertEquals(await codeOf(at), 0);
  await at.sshd.offerHostKeys("rsa", "ecdsa256", "ed25519");
  assertEquals(await codeOf(at), 0);
  await assertConnections(at.sshd, 2);
});

sshdTest("host key: each type is asked for when it is the remembered one", async () => {
  await using sshd = await startSshd();
  const types = ["ecdsa256", "ecdsa384", "ecdsa521", "rsa", "ed25519"] as const;
  for (const type of types) {
    using store = memoryStore();
    const policy = trusting(store);
    await sshd.offerHostKeys(type);
    await run(serverOf(sshd), { policy });
    await sshd.offerHostKeys(type, ...types);
    assertEquals((await run(serverOf(sshd), { policy })).exitCode, 0, type);
  }
  await assertConnections(sshd, 2 * types.length);
});

sshdTest("host key: the removal of the remembered type is a mismatch", async () => {
  await using at = await connected({ hostKeyTypes: ["rsa", "ed25519"] });
  await at.sshd.offerHostKeys("ed25519");
  assertEquals(await codeOf(at), 0);
  await at.sshd.offerHostKeys("rsa");
  assertEquals(await codeOf(at), 20006);
  await at.sshd.offerHostKeys("rsa", "ed25519");
  assertEquals(await codeOf(at), 0);
});

sshdTest(
  "host key: the unknown type of a remembered key is found and remembered",
  async () => {
    await using sshd = await startSshd({ hostKeyTypes: ["rsa"] });
    using store = memoryStore();
    const policy = trusting(store);
    store.knownHosts.remember(`[${sshd.host}]:${sshd.port}`, sshd.hostKeyFingerprint);
    await sshd.offerHostKeys("rsa", "ecdsa256", "ed25519");
    assertEquals((await run(serverOf(sshd), { policy })).exitCode, 0);
    assertEquals(store.knownHosts.typeOf(sshd.hostKeyFingerprint), "ssh-rsa");
    await assertConnections(sshd, 3); // With ed25519, with ECDSA, with RSA.
    assertEquals((await run(serverOf(sshd), { policy })).exitCode, 0);
    await assertConnections(sshd, 4);
  },
);

sshdTest("host key: a pin finds its key among the types of the server", async () => {
  await using sshd = await startSshd({ hostKeyTypes: ["rsa", "ed25519", "ecdsa384"] });
  const server = serverOf(sshd, { hostKey: sshd.hostKeyFingerprint });
  let connections = 0;
  for (const mode of ["tofu", "strict"] as const) {
    using store = memoryStore();
    const policy = { mode, knownHosts: store.knownHosts };
    assertEquals((await run(server, { policy })).exitCode, 0);
    await assertConnections(sshd, connections += 3);
    assertEquals((await run(server, { policy })).exitCode, 0);
    await assertConnections(sshd, connections += 1);
    assertEquals(store.knownHosts.fingerprintOf(`[${sshd.host}]:${sshd.port}`), undefined);
  }
});

sshdTest(
  "host key: a pin that fits no key of the server is 20006, with the first key",
  async () => {
    await using sshd = await startSshd({ hostKeyTypes: ["ed25519", "rsa"] });
    const pin = `SHA256:${"x".repeat(43)}`;
    using store = memoryStore();
    const policy = trusting(store);
    const attempt = run(serverOf(sshd, { hostKey: pin }), { policy });
    const { code, detail = "" } = await assertRejects(() => attempt, AppError);
    assertEquals(code, 20006);
    assertStringIncludes(detail, `the ssh-ed25519 host key ${sshd.hostKeyFingerprint}`);
    assertStringIncludes(detail, `pinned is ${pin}`);
    await assertConnections(sshd, 2);
    assertEquals(store.knownHosts.typeOf(sshd.hostKeyFingerprint), undefined);
  },
);

sshdTest("host key: a changed key of the remembered type is 20006 at once", async () => {
  await using at = await connected({ hostKeyTypes: ["ed25519", "rsa"] });
  assertEquals(await codeOf(at), 0);
  await at.sshd.replaceHostKey();
  assertEquals(await codeOf(at), 20006);
  await assertConnections(at.sshd, 2);
});

sshdTest("host key: the first trust is logged, with the key", async () => {
  await using at = await connected();
  assertEquals([await codeOf(at), await codeOf(at)], [0, 0]);
  const lines = at.app.logLines().filter((line) => line.includes("host key"));
  assertEquals(lines.map((line) => line.slice(line.indexOf("INFO"))), [
    `INFO host key trusted on first use server=a address=[127.0.0.1]:${at.sshd.port} ` +
    `fingerprint=${at.sshd.hostKeyFingerprint} key_type=ssh-ed25519`,
  ]);
});

Deno.test("host key: a key that the server does not prove to own is not trusted", async () => {
  await using host = await startOneProcessHost({ isImpostor: true });
  using store = memoryStore();
  const uses: FirstUse[] = [];
  const onFirstUse = (use: FirstUse) => uses.push(use);
  const attempt = run(host.server, { policy: { ...trusting(store), onFirstUse } });
  const { code, detail } = await assertRejects(() => attempt, AppError);
  assertEquals([code, detail], [20000, "a failed the key exchange"]);
  assertEquals(store.knownHosts.fingerprintOf(`[127.0.0.1]:${host.server.port}`), undefined);
  assertEquals(uses, []);
});
