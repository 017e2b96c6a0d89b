import { assertEquals, assertStringIncludes } from "@std/assert";
import { fingerprint } from "../../src/ssh2/fingerprint.ts";
import { type FirstUse, HostKeyCheck, type HostKeyPolicy } from "../../src/ssh/host_keys.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { memoryLog } from "../harness/memory_log.ts";

const host = { name: "a", host: "10.0.0.1", port: 22 };
const ADDRESS = "[10.0.0.1]:22";
const OLD = { type: "ssh-ed25519", fingerprint: `SHA256:${"o".repeat(43)}` };
const NEW = { type: "ssh-ed25519", fingerprint: `SHA256:${"n".repeat(43)}` };

const offered = ["ssh-ed25519", "rsa-sha2-512"];

function memoryStore(): Store {
  return openStore(":memory:", { log: memoryLog(), historyDays: 1, auditDays: 1 });
}

Deno.test("fingerprint: equals that of ssh-keygen", async () => {
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

Deno.test("HostKeyCheck: tofu trusts the first key, and refuses another with 20006", () => {
  using store = memoryStore();
  const uses: FirstUse[] = [];
  const policy: HostKeyPolicy = {
    mode: "tofu",
    knownHosts: store.knownHosts,
    onFirstUse: (use) => uses.push(use),
  };
  const check = new HostKeyCheck(host, policy);
  assertEquals(check.judge(OLD, { offered }), undefined);
  assertEquals(store.knownHosts.fingerprintOf(ADDRESS), undefined, "it is not proved yet");
  check.accept(OLD);
  check.accept(OLD);
  assertEquals(uses, [{ server: "a", address: ADDRESS, ...OLD }]);
  assertEquals(check.judge(OLD, { offered }), undefined);
  const refusal = check.judge(NEW, { offered });
  assertEquals(refusal?.code, 20006);
  assertStringIncludes(refusal?.detail ?? "", OLD.fingerprint);
  assertStringIncludes(refusal?.detail ?? "", NEW.fingerprint);
  assertEquals(check.tryNextType(), false, "the type of the right key is known");
  const other = new HostKeyCheck({ ...host, port: 2222 }, policy);
  assertEquals(other.judge(NEW, { offered }), undefined);
});

Deno.test("HostKeyCheck: a pin is obeyed, and no address is remembered for it", () => {
  using store = memoryStore();
  const pinned = { ...host, hostKey: OLD.fingerprint };
  for (const mode of ["tofu", "strict"] as const) {
    const check = new HostKeyCheck(pinned, { mode, knownHosts: store.knownHosts });
    assertEquals(check.judge(NEW, { offered })?.code, 20006);
    assertEquals(check.judge(OLD, { offered }), undefined);
    check.accept(OLD);
  }
  assertEquals(store.knownHosts.fingerprintOf(ADDRESS), undefined);
});

Deno.test("HostKeyCheck: a pin wins over a remembered key", () => {
  using store = memoryStore();
  store.knownHosts.remember(ADDRESS, OLD.fingerprint);
  const pinned = { ...host, hostKey: NEW.fingerprint };
  const check = new HostKeyCheck(pinned, { mode: "tofu", knownHosts: store.knownHosts });
  assertEquals(check.judge(NEW, { offered }), undefined);
  assertEquals(check.judge(OLD, { offered })?.code, 20006);
});

Deno.test("HostKeyCheck: strict refuses a server without a pin, whatever is remembered", () => {
  using store = memoryStore();
  store.knownHosts.remember(ADDRESS, OLD.fingerprint);
  const check = new HostKeyCheck(host, { mode: "strict", knownHosts: store.knownHosts });
  const refusal = check.judge(OLD, { offered });
  assertEquals(refusal?.code, 20006);
  assertStringIncludes(refusal?.detail ?? "", "HOST_KEYS is strict");
  assertEquals(check.tryNextType(), false);
});

Deno.test("HostKeyCheck: off takes any key and remembers none", () => {
  using store = memoryStore();
  const pinned = { ...host, hostKey: OLD.fingerprint };
  const check = new HostKeyCheck(pinned, { mode: "off", knownHosts: store.knownHosts });
  assertEquals(check.judge(NEW, { offered }), undefined);
  check.accept(NEW);
  assertEquals(store.knownHosts.fingerprintOf(ADDRESS), undefined);
  assertEquals(store.knownHosts.typeOf(NEW.fingerprint), undefined);
});

Deno.test("HostKeyCheck.tryNextType: asks for each offered type once", () => {
  using store = memoryStore();
  const pinned = { ...host, hostKey: OLD.fingerprint };
  const check = new HostKeyCheck(pinned, { mode: "tofu", knownHosts: store.knownHosts });
  assertEquals(check.keyType, undefined);
  check.judge(NEW, { offered });
  assertEquals([check.tryNextType(), check.keyType], [true, "ssh-rsa"]);
  check.judge({ ...NEW, type: "ssh-rsa" }, { offered });
  assertEquals(check.tryNextType(), false);
});
