import { assertEquals, assertStringIncludes } from "@std/assert";
import { fingerprint } from "../../src/ssh2/fingerprint.ts";
import { type HostKeyPolicy, judgeHostKey, rememberHostKey } from "../../src/ssh/host_keys.ts";
import { openStore } from "../../src/store/open_store.ts";
import { memoryLog } from "../harness/memory_log.ts";

const host = { name: "a", host: "10.0.0.1", port: 22 };
const OLD = `SHA256:${"o".repeat(43)}`;
const NEW = `SHA256:${"n".repeat(43)}`;

Deno.test("fingerprint: is the one that ssh-keygen prints", async () => {
  const folder = await Deno.makeTempDir();
  await new Deno.Command("ssh-keygen", {
    args: ["-q", "-t", "ed25519", "-N", "", "-f", `${folder}/key`],
  }).output();
  const { stdout } = await new Deno.Command("ssh-keygen", { args: ["-lf", `${folder}/key`] })
    .output();
  const base64 = (await Deno.readTextFile(`${folder}/key.pub`)).split(" ")[1] ?? "";
  assertStringIncludes(
    new TextDecoder().decode(stdout),
    fingerprint(Uint8Array.fromBase64(base64)),
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("judgeHostKey: tofu trusts the first key, and refuses another with 20006 and both fingerprints", () => {
  using store = openStore(":memory:", { log: memoryLog(), historyDays: 1 });
  const policy: HostKeyPolicy = { mode: "tofu", knownHosts: store.knownHosts };
  assertEquals(judgeHostKey(OLD, { host, policy }), undefined);
  rememberHostKey(OLD, { host, policy });
  assertEquals(judgeHostKey(OLD, { host, policy }), undefined);
  const refusal = judgeHostKey(NEW, { host, policy });
  assertEquals(refusal?.code, 20006);
  assertStringIncludes(refusal?.detail ?? "", OLD);
  assertStringIncludes(refusal?.detail ?? "", NEW);
  rememberHostKey(NEW, { host, policy });
  assertEquals(judgeHostKey(OLD, { host, policy }), undefined);
  assertEquals(judgeHostKey(NEW, { host: { ...host, port: 2222 }, policy }), undefined);
});

Deno.test("judgeHostKey: a pin is obeyed and nothing is remembered for it", () => {
  using store = openStore(":memory:", { log: memoryLog(), historyDays: 1 });
  const pinned = { ...host, hostKey: OLD };
  for (const mode of ["tofu", "strict"] as const) {
    const policy: HostKeyPolicy = { mode, knownHosts: store.knownHosts };
    assertEquals(judgeHostKey(OLD, { host: pinned, policy }), undefined);
    assertEquals(judgeHostKey(NEW, { host: pinned, policy })?.code, 20006);
    rememberHostKey(OLD, { host: pinned, policy });
  }
  assertEquals(store.knownHosts.fingerprintOf("[10.0.0.1]:22"), undefined);
});

Deno.test("judgeHostKey: strict refuses a server without a pin; off takes any key", () => {
  using store = openStore(":memory:", { log: memoryLog(), historyDays: 1 });
  assertEquals(
    judgeHostKey(OLD, { host, policy: { mode: "strict", knownHosts: store.knownHosts } })?.code,
    20006,
  );
  const off: HostKeyPolicy = { mode: "off", knownHosts: store.knownHosts };
  assertEquals(judgeHostKey(NEW, { host: { ...host, hostKey: OLD }, policy: off }), undefined);
});
