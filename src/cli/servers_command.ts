import type { wire } from "../client/mod.ts";
import { printAnswer } from "./answer.ts";
import { type Call, withService } from "./call.ts";
import { CommandFailure } from "./command_failure.ts";
import type { CommonOptions } from "./common_options.ts";
import { BAD_ANSWER } from "./exit_codes.ts";
import type { Io } from "./io.ts";
import { localTime } from "./local_time.ts";
import { readOperation } from "./read_operation.ts";
import { RemoteOutput } from "./remote_output.ts";

/** Arguments of `servers`. */
export interface ServersOptions extends CommonOptions {
  /** Name of one server. */
  readonly name?: string;
  /** Whether each check is printed from now on. */
  readonly watch?: boolean;
  /** Whether each server is tried layer by layer. */
  readonly test?: boolean;
}

/**
 * Prints the servers with their health, and resolves to 0, or to 1 when one is down.
 *
 * @throws {CommandFailure} when no server has the name
 */
export function serversCommand(io: Io, options: ServersOptions): Promise<number> {
  const follow = options.watch ? ["health"] as const : [];
  return withService(io, { ...options, follow }, async (call) => {
    const { items } = await call.client.get("/api/v1/servers");
    const servers = items.filter(({ name }) => name === (options.name ?? name));
    if (servers.length === 0 && options.name !== undefined) {
      const names = items.map(({ name }) => name).join(", ");
      throw new CommandFailure(`No server is called ${options.name}: take one of ${names}`);
    }
    if (options.test) return await test(io, { ...options, call, servers });
    await printAnswer(io, options, { records: servers, text: servers.map(rowOf) });
    if (options.watch) await watch(io, { ...options, call, servers });
    return servers.some(isDown) ? BAD_ANSWER : 0;
  });
}

/** Servers to look at, over an open connection. */
interface Looked extends ServersOptions {
  readonly call: Call;
  readonly servers: readonly wire.Server[];
}

/** Prints each check of the servers until the user interrupts it. */
async function watch(io: Io, { call, servers, ...options }: Looked): Promise<void> {
  const close = () => void call.client.close();
  call.signal.addEventListener("abort", close);
  if (call.signal.aborted) close();
  for await (const event of call.client.broadcasts()) {
    const server = event.type === "server_health" &&
      servers.find(({ name }) => name === event.server_name);
    if (!server) continue;
    const text = [rowOf({ ...server, health: event.status })];
    await printAnswer(io, options, { records: [event], text });
  }
  const error = await call.client.closed;
  if (error !== undefined) throw error;
}

/** Tries each server, and resolves to 1 when a layer of one fails. */
async function test(io: Io, { call, servers, ...options }: Looked): Promise<number> {
  const { client, signal, notes } = call;
  let isGood = true;
  for (const { name } of servers) {
    const output = new RemoteOutput(io, { lineEnds: "none", notes });
    const operation = client.probe(name, { signal });
    const { layers } = await readOperation(io, operation, { ...options, notes, output });
    const tried = Object.entries(layers).filter((row): row is [string, wire.ProbedLayer] =>
      row[1] !== null
    );
    isGood &&= tried.every(([, { ok }]) => ok);
    const text = tried.map(([layer, probed]) => [name, layer, ...layerCells(probed)]);
    if (!options.json) await printAnswer(io, options, { records: [], text });
  }
  return isGood ? 0 : BAD_ANSWER;
}

function layerCells({ ok, latency_ms, error_code, detail }: wire.ProbedLayer): string[] {
  const time = latency_ms === null ? "–" : `${latency_ms} ms`;
  return [ok ? "ok" : "failed", time, error_code === null ? "" : `${error_code}`, detail ?? ""];
}

function rowOf({ name, label, host, port, health }: wire.Server): string[] {
  const { is_healthy, last_checked, latency_ms, last_error } = health;
  const verdict = last_checked === null ? "unknown" : is_healthy ? "up" : "DOWN";
  return [
    name,
    label ?? "–",
    `${host}:${port}`,
    verdict,
    latency_ms === null ? "–" : `${latency_ms} ms`,
    last_checked === null ? "–" : localTime(last_checked),
    last_error ?? "",
  ];
}

/** Checks whether a server was found down. One that was not checked yet is not. */
function isDown({ health }: wire.Server): boolean {
  return health.last_checked !== null && !health.is_healthy;
}
