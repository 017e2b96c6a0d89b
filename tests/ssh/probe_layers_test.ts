import { assert, assertEquals, assertRejects } from "@std/assert";
import type { LayerStep } from "../../src/domain/probed_layers.ts";
import type { Server } from "../../src/domain/server.ts";
import { AppError } from "../../src/errors.ts";
import { probeLayers } from "../../src/ssh/probe_layers.ts";
import type { TryServerOptions } from "../../src/ssh/try_server.ts";
import { serverOf } from "../harness/shells.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";

const UNKNOWN = { fingerprintOf: () => undefined, typeOf: () => undefined };

/** Probes a server without known hosts. */
async function stepsOf(
  server: Server,
  options: Partial<TryServerOptions> = {},
): Promise<LayerStep[]> {
  const { signal } = new AbortController();
  const all = { mode: "tofu", knownHosts: UNKNOWN, signal, ...options } as const;
  return await Array.fromAsync(probeLayers(server, all));
}

/** Returns the result of the key exchange in `steps`. */
function kexOf(steps: readonly LayerStep[]): LayerStep["result"] | undefined {
  return steps.find(({ layer }) => layer === "kex")?.result;
}

sshdTest("probeLayers: says what is known of the host key", async () => {
  await using sshd = await startSshd();
  const key = sshd.hostKeyFingerprint;
  const detailOf = async (server: Server, mode: TryServerOptions["mode"]) =>
    kexOf(await stepsOf(server, { mode }))?.detail;
  const pinned = serverOf(sshd, { hostKey: key });
  assertEquals(await detailOf(pinned, "strict"), `The host key ${key} is pinned`);
  assertEquals(
    await detailOf(serverOf(sshd), "off"),
    "HOST_KEYS is off: the host key was not checked",
  );
  const refused = kexOf(await stepsOf(serverOf(sshd), { mode: "strict" }));
  assertEquals([refused?.ok, refused?.error_code], [false, 20006]);
  assert(refused?.detail?.endsWith("no key is pinned for it and HOST_KEYS is strict"));
});

sshdTest("probeLayers: another type of host key is tried within the same layers", async () => {
  await using sshd = await startSshd({ hostKeyTypes: ["rsa", "ed25519"] });
  // The service asks for Ed25519 first, because the type of the pinned key is unknown.
  const steps = await stepsOf(serverOf(sshd, { hostKey: sshd.hostKeyFingerprint }));
  assertEquals(steps.map(({ layer, result }) => [layer, result.ok]), [
    ["tcp", true],
    ["banner", true],
    ["kex", true],
    ["login", true],
  ]);
});

sshdTest("probeLayers: a database that cannot be read is no fault of the server", async () => {
  await using sshd = await startSshd();
  const fail = () => {
    throw new AppError("DATABASE_QUERY_FAILED");
  };
  const knownHosts = { fingerprintOf: fail, typeOf: fail };
  const probing = stepsOf(serverOf(sshd), { knownHosts });
  assertEquals((await assertRejects(() => probing, AppError)).code, 41000);
});

sshdTest("probeLayers: latencies are those of each layer alone", async () => {
  await using sshd = await startSshd();
  const { signal } = new AbortController();
  const options = { mode: "tofu", knownHosts: UNKNOWN, signal } as const;
  const server = serverOf(sshd);
  const startedMs = performance.now();
  let sumMs = 0;
  let untilLoginMs = 0;
  for await (const { layer, result } of probeLayers(server, options)) {
    sumMs += result.latency_ms ?? 0;
    if (layer === "login") untilLoginMs = performance.now() - startedMs;
  }
  // Each of four latencies is rounded to a tenth.
  assert(sumMs <= untilLoginMs + 0.2, `${sumMs} ms in ${untilLoginMs} ms`);
});
