import { type Layer, LAYERS, type LayerStep } from "../domain/probed_layers.ts";
import type { Server } from "../domain/server.ts";
import { ERRORS } from "../errors.ts";
import type { ProbedLayer } from "../protocol/probe_events.ts";
import {
  type AcceptedKey,
  type TriedServer,
  tryServer,
  type TryServerOptions,
} from "./try_server.ts";

/**
 * Tries a server layer by layer, and disconnects. Yields each layer that was reached, as soon as
 * its result is known. Remembers no host key, and waits for no place among the connections.
 *
 * @throws {AppError} 41000, or the reason of the signal
 */
export async function* probeLayers(
  server: Server,
  options: Omit<TryServerOptions, "onLayer">,
): AsyncGenerator<LayerStep, void> {
  const passed = LAYERS.map((layer) => ({ layer, ...Promise.withResolvers<ProbedLayer>() }));
  let startedMs = performance.now();
  const onLayer = (layer: Layer, hostKey: AcceptedKey | null) => {
    const endedMs = performance.now();
    const latencyMs = Math.round((endedMs - startedMs) * 10) / 10;
    // A layer that a new attempt repeats keeps its first result.
    passed.find((one) => one.layer === layer)?.resolve(success(layer, { latencyMs, hostKey }));
    startedMs = endedMs;
  };
  const trying = tryServer(server, { ...options, onLayer });
  for (const { layer, promise } of passed) {
    const result = await Promise.race([promise, trying.then(failure)]);
    // The private key is read before the connection, and needed for the login alone.
    const isKeyUnread = result.error_code === ERRORS.SSH_KEY_ERROR.code;
    yield { layer: isKeyUnread ? "login" : layer, result };
    if (!result.ok) return;
  }
  await trying;
}

function success(
  layer: Layer,
  { latencyMs, hostKey }: { latencyMs: number; hostKey: AcceptedKey | null },
): ProbedLayer {
  const detail = layer === "kex" ? described(hostKey) : null;
  return { ok: true, latency_ms: latencyMs, error_code: null, detail };
}

/** Describes what is known of the host key, in a sentence without a full stop. */
function described(hostKey: AcceptedKey | null): string {
  if (hostKey === null) return "HOST_KEYS is off: the host key was not checked";
  const { fingerprint, state } = hostKey;
  const known = state === "new" ? "unknown: the first connection trusts it" : state;
  return `The host key ${fingerprint} is ${known}`;
}

/**
 * Returns the result of the layer at which a try has failed.
 *
 * @throws {AppError} an error that no layer of the server has caused
 */
function failure({ error }: TriedServer): ProbedLayer {
  if (error?.kind.startsWith("SSH_") !== true) throw error;
  return { ok: false, latency_ms: null, error_code: error.code, detail: error.detail ?? null };
}
