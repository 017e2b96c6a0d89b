import type { AuditEvent } from "../domain/audit.ts";
import { Operation } from "../domain/operation.ts";
import type { Layer, LayerStep } from "../domain/probed_layers.ts";
import type { Server } from "../domain/server.ts";
import { Cancelled, toAppError } from "../errors.ts";
import type { ProbeServerData } from "../protocol/client_messages.ts";
import type { ProbedLayers } from "../protocol/probe_events.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { type OperationContext, serverNamed, type Service } from "./service.ts";

/**
 * Tries a server layer by layer, login included. A layer that fails ends the probe well.
 *
 * @throws {AppError} 11001, 14001, 23002, 50010 when it is refused; 41000
 */
export async function* probeServer(
  { input, context, signal, untilEnding }: Call<ProbeServerData, OperationContext>,
): AsyncGenerator<ServerEvent> {
  const { client, service } = context;
  const server = serverNamed(input.server_name, context);
  const operation = new Operation();
  using refused = new DisposableStack();
  refused.use(service.probeTurns.take(server.name));
  refused.use(service.leases.operations.attend(client, operation));
  untilEnding.use(refused.move());
  untilEnding.use(client.keepOutput());
  untilEnding.use(operation);
  operation.stopWith(signal);
  const { id: clientId, address, principal: { name } } = client;
  const audited = { name, address, clientId, subject: server.name };
  service.audit.record({ ...audited, action: "operation_start", detail: "probe_server" });
  let end: Pick<AuditEvent, "outcome" | "detail"> = { outcome: "cancelled" };
  try {
    const layers = yield* tried(server, { service, signal: operation.signal });
    end = { outcome: "complete", detail: faultOf(layers) };
    yield { type: "complete", message: "Probe completed", server_name: server.name, layers };
  } catch (cause) {
    if (!(cause instanceof Cancelled)) {
      end = { outcome: "error", detail: `error ${toAppError(cause).code}` };
    }
    throw cause;
  } finally {
    service.audit.record({ ...audited, action: "operation_end", ...end });
  }
}

/** Yields a status for each layer, and returns the results of all layers. */
async function* tried(
  server: Server,
  { service, signal }: { service: Service; signal: AbortSignal },
): AsyncGenerator<EventOf<"status">, ProbedLayers> {
  const layers: ProbedLayers = { tcp: null, banner: null, kex: null, login: null };
  yield { type: "status", message: `Connecting to ${server.name}...` };
  try {
    for await (const step of service.probeLayers(server, { signal })) {
      layers[step.layer] = step.result;
      yield { type: "status", message: described(step) };
    }
    return layers;
  } finally {
    // A login that was cancelled may have failed at the server.
    if (layers.kex?.ok && !layers.login?.ok) service.probeTurns.rest(server.name);
  }
}

/** Names of the layers in a status. */
const NAMES: Readonly<Record<Layer, string>> = {
  tcp: "TCP connection",
  banner: "SSH identification",
  kex: "Key exchange",
  login: "Login",
};

/** Describes a layer and its result for people. */
function described({ layer, result: { ok, latency_ms, detail } }: LayerStep): string {
  const result = ok ? `succeeded in ${latency_ms} ms` : "failed";
  return `${NAMES[layer]} ${result}${detail === null ? "" : `: ${detail}`}`;
}

/** Returns the code of the layer that failed, in words; null without one. */
function faultOf(layers: ProbedLayers): string | null {
  const failed = Object.values(layers).find((layer) => layer?.ok === false);
  return failed?.error_code ? `error ${failed.error_code}` : null;
}
