import PROJECT from "../deno.json" with { type: "json" };
import { ConnectionLimits } from "./access/connection_limits.ts";
import { messageLimit } from "./access/message_limit.ts";
import { openAccess } from "./access/open_access.ts";
import { Refusals } from "./access/refusals.ts";
import type { Config } from "./config/config.ts";
import { logConfiguration } from "./config/log_configuration.ts";
import type { DemoHosts } from "./demo/hosts.ts";
import { Broadcast } from "./domain/broadcast.ts";
import type { Server } from "./domain/server.ts";
import type { JobsOptions } from "./jobs/jobs.ts";
import { HealthMonitor } from "./health/monitor.ts";
import { PassedLayers } from "./health/passed_layers.ts";
import { verdictLog } from "./health/verdict_log.ts";
import { WEBSOCKET_PATH } from "./http/http_routes.ts";
import { Leases } from "./leases/leases.ts";
import { type Log, openLog } from "./log.ts";
import { welcome } from "./operations/client_handlers.ts";
import { operationRoutes } from "./operations/routes.ts";
import { ProbeTurns } from "./operations/probe_turns.ts";
import { RunningOperations } from "./operations/running_operations.ts";
import type { OperationContext, Service } from "./operations/service.ts";
import { openJobs } from "./open_jobs.ts";
import { openRemote, type Remote } from "./remote.ts";
import { readTls, serve } from "./serve.ts";
import { Hub } from "./sockets/hub.ts";
import { openStore, type Store } from "./store/open_store.ts";

/**
 * Running service. Disposing it ends operations, closes sockets and the database, in at most 5 s.
 */
export interface App extends AsyncDisposable {
  /** URL on which it listens: `http://host:port`, or `https://host:port` with TLS. */
  readonly url: string;
  /** Log. */
  readonly log: Log;
  /** Opens `LOG_FILE` again, after log rotation has renamed it. */
  readonly reopenLog: () => void;
  /**
   * Probes every server once, tells clients of each changed verdict, and deletes old records.
   * Disposing the service also ends the sweep.
   */
  readonly sweepHealth: (signal: AbortSignal) => Promise<void>;
}

/** Hooks for tests. */
export type AppHooks = Pick<JobsOptions, "checkpoint">;

/** Number of bytes of a MiB. */
const MIB = 1_048_576;

/**
 * Opens all parts of the service, listens, and logs the addresses.
 *
 * @throws {AppError} 40000 when the database cannot be opened
 * @throws {ConfigError} that names `TLS_CERT_FILE` or `TLS_KEY_FILE` when it cannot be used
 * @throws {Error} that names `PORT` or `HOST` when it cannot listen
 */
export async function openApp(config: Config, hooks: AppHooks = {}): Promise<App> {
  await using opening = new AsyncDisposableStack();
  const demo = config.demo ? opening.use(await openDemo(config)) : undefined;
  const { servers, transfers } = demo ?? config;
  const tls = await readTls(config);
  const { logLevel: level, logFormat: format, logFile: file } = config;
  const log = opening.use(openLog({ level, format, file, secrets: secretsOf(servers) }));
  const store = opening.use(openDatabase(config, log));
  const broadcast = new Broadcast();
  const { health, sweep } = openHealth(config, { servers, store, log, broadcast });
  const { history, audit } = store;
  const remote = opening.use(openRemote(config, { ...store, log }));
  const layers = new PassedLayers({ ...remote, health });
  const leases = openLeases(config, { history, broadcast, leases: store.leases });
  const access = opening.use(await openAccess(config, { ...store, log }));
  const operations = new RunningOperations({ history, broadcast, transfers });
  const shared = { servers, transfers, leases, remote, layers, store, broadcast, log };
  const jobs = opening.use(openJobs(config, { ...shared, ...hooks, builtIn: demo?.jobs ?? [] }));
  const parts = { servers, transfers, leases, operations, history, health, jobs };
  const service = serviceOf(config, { ...parts, audit, remote, layers });
  const guards = { limits: new ConnectionLimits(config), refusals: new Refusals(audit) };
  const hub = openHub(config, { service, ...guards, log, broadcast });
  const stopping = shutdown(log);
  const { signal } = stopping;
  const { url } = opening.use(
    await serve(config, { service, store, access, ...guards, hub, tls, log, signal }),
  );
  opening.use(hub);
  opening.use(stopping);
  announce(log, { url, demo });
  jobs.begin();
  await logConfiguration(log, { config: { ...config, servers, transfers }, tokens: access.tokens });
  const resources = opening.move();
  return {
    url,
    log,
    reopenLog: log.reopen,
    sweepHealth: async (caller) => {
      jobs.tick(new Date());
      await sweep(AbortSignal.any([caller, signal]));
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Returns a signal that aborts when its owner is disposed: the shutdown begins. */
function shutdown(log: Log): Disposable & { readonly signal: AbortSignal } {
  const stopping = new AbortController();
  return {
    signal: stopping.signal,
    [Symbol.dispose]: () => {
      log.info("shutting down");
      stopping.abort();
    },
  };
}

/** Opens the database. @throws {AppError} 40000 when it cannot be opened */
function openDatabase(config: Config, log: Log): Store {
  const { databasePath, historyDays, auditDays, historyOutput, historyOutputMib } = config;
  const keptOutputBytes = historyOutput ? historyOutputMib * MIB : 0;
  const jobOutputBytes = config.jobOutputMib * MIB;
  return openStore(databasePath, { log, historyDays, auditDays, keptOutputBytes, jobOutputBytes });
}

/**
 * Opens the health monitor. The log gets the first verdict on each server, and each change. A sweep
 * also deletes old records.
 */
function openHealth(
  { healthTimeoutMs: timeoutMs }: Config,
  { servers, store, log, broadcast }: Pick<Service, "servers"> & {
    store: Store;
    log: Log;
    broadcast: Broadcast;
  },
): { health: HealthMonitor; sweep: (signal: AbortSignal) => Promise<void> } {
  const logVerdict = verdictLog(log);
  const health = new HealthMonitor({
    servers,
    timeoutMs,
    now: () => new Date(),
    records: store.healthRecords,
    announce: (event, topic) => {
      logVerdict(event.status);
      broadcast.announce(event, topic);
    },
  });
  const sweep = async (signal: AbortSignal) => {
    await health.sweep(signal);
    // Verdicts that are unchanged since the last process are not announced, but must be logged.
    Object.values(health.statuses()).forEach(logVerdict);
    if (!signal.aborted) store.prune(Date.now());
  };
  return { health, sweep };
}

/** Opens the leases. Clients are told of each change. */
function openLeases(
  config: Config,
  { history, broadcast, leases: store }: Pick<Store, "history" | "leases"> & {
    broadcast: Broadcast;
  },
): Leases {
  const announce = broadcast.announce.bind(broadcast);
  return new Leases({ ...config, history, store, announce });
}

/** Opens the WebSocket side: clients, their sockets, and the handlers of their messages. */
function openHub(
  { maxFrameBytes, messagesPerSecond, resumeSeconds }: Config,
  { service, refusals, limits, log, broadcast }: {
    service: Service;
    refusals: Refusals;
    limits: ConnectionLimits;
    log: Log;
    broadcast: Broadcast;
  },
): Hub<OperationContext> {
  return new Hub<OperationContext>({
    routes: operationRoutes,
    maxFrameBytes,
    messageLimit: () => messageLimit(messagesPerSecond),
    resumeSeconds,
    log,
    broadcast,
    limits,
    contextOf: (client) => ({ client, service }),
    welcome,
    onAway: (client, until) =>
      service.leases.update(client, { awayUntil: until?.toISOString() ?? null }),
    onConnect: ({ id: clientId, address, principal: { name } }) => {
      if (name !== null) service.audit.record({ action: "login", name, address, clientId });
    },
    onFailure: ({ id: clientId, address, principal: { name } }, failure) =>
      refusals.record({ name, address, clientId }, failure),
  });
}

/** Returns the service: what its handlers and endpoints use. */
function serviceOf(
  { operationMaxSeconds, commandLock, resumeSeconds, sessionIdleSeconds }: Config,
  { remote, layers, ...parts }:
    & Pick<
      Service,
      "servers" | "transfers" | "leases" | "operations" | "history" | "health" | "audit" | "jobs"
    >
    & { remote: Remote; layers: PassedLayers },
): Service {
  const { shells, detached, transfers: { run: runTransfer } } = remote;
  const about = {
    version: PROJECT.version,
    command_lock: commandLock === "on",
    resume_seconds: resumeSeconds,
    session_idle_seconds: sessionIdleSeconds,
  };
  const probes = { probeLayers: layers.probe.bind(layers), probeTurns: new ProbeTurns() };
  return { ...parts, ...probes, about, operationMaxSeconds, shells, detached, runTransfer };
}

/** Logs the addresses. */
function announce(
  log: Log,
  { url, demo }: { url: string; demo: DemoHosts | undefined },
): void {
  const websocket = `${url.replace(/^http/, "ws")}${WEBSOCKET_PATH}`;
  log.info("listening", { url, websocket, health: `${url}/healthz` });
  if (demo === undefined) return;
  log.info("no servers are configured: two built-in demo hosts serve as mdwap1p and mypap1d");
}

/** Opens the demo hosts, with homes beside the database. Their code is loaded only here. */
async function openDemo({ databasePath }: Pick<Config, "databasePath">): Promise<DemoHosts> {
  const { openDemoHosts } = await import("./demo/hosts.ts");
  const beside = databasePath.replace(/[^/]*$/, "demo");
  return await openDemoHosts({ folder: databasePath === ":memory:" ? undefined : beside });
}

function secretsOf(servers: readonly Server[]): string[] {
  return servers.flatMap(({ password, keyPassphrase }) => [password, keyPassphrase])
    .filter((secret) => secret !== undefined);
}
