import type { Transfer } from "./domain/transfer.ts";
import type { Server } from "./domain/server.ts";
import { type Config, serverFacts, transferFacts } from "./config/config.ts";
import type { DemoHosts } from "./demo/hosts.ts";
import { AppError } from "./errors.ts";
import { HealthMonitor, type HealthMonitorOptions } from "./health/monitor.ts";
import { verdictLog } from "./health/verdict_log.ts";
import { createHandler } from "./http/handler.ts";
import { Listener } from "./http/listener.ts";
import { createPages, WEBSOCKET_PATH } from "./http/pages.ts";
import { type Log, openLog } from "./log.ts";
import { Hub } from "./sockets/hub.ts";
import { openRemote, type Remote } from "./remote.ts";
import { openStore, type Store } from "./store/open_store.ts";
import type { Client } from "./domain/client.ts";
import type { StubContext } from "./operations/context.ts";
import { Leases } from "./leases/leases.ts";
import { stubRoutes } from "./operations/routes.ts";
import { welcome } from "./operations/welcome.ts";
import { within } from "./async/within.ts";

/** The running service. Disposing it ends operations, closes sockets and the database, in at most 5 seconds. */
export interface App extends AsyncDisposable {
  /** Where it listens: `http://host:port`. */
  readonly url: string;
  /** Where it logs. */
  readonly log: Log;
  /** Opens `LOG_FILE` again, after log rotation has renamed it. */
  readonly reopenLog: () => void;
  /** Checks every server once, tells clients what changed, and forgets what is too old. The service's end ends it too. */
  readonly sweepHealth: (signal: AbortSignal) => Promise<void>;
}

/** How long HTTP clients may take to send the rest of a request, or to read their answers, at shutdown. */
const GOODBYE_MS = 500;

/**
 * Opens everything, listens, and says so in the log.
 *
 * @throws {AppError} 40000 when the database can not be opened
 * @throws {Error} that names `PORT` or `HOST` when it cannot listen
 */
export async function openApp(config: Config): Promise<App> {
  await using opening = new AsyncDisposableStack();
  const demo = config.demo ? opening.use(await openDemo()) : undefined;
  const servers = demo === undefined ? config.servers : demo.servers;
  const transfers = demo === undefined ? config.transfers : [demo.transfer];
  const { logLevel: level, logFormat: format, logFile: file } = config;
  const log = opening.use(openLog({ level, format, file, secrets: secretsOf(servers) }));
  const { databasePath, historyDays } = config;
  const store = opening.use(openStore(databasePath, { log, historyDays }));
  const { health, sweep } = openHealth(config, {
    servers,
    store,
    log,
    broadcast: (event) => hub.broadcast(event),
  });
  const policy = { mode: config.hostKeys, knownHosts: store.knownHosts };
  const remote = opening.use(openRemote({ policy, log, installation: store.installation }));
  const rooms = { servers, transfers, store, health, log, remote };
  const { hub, leases } = openHub(config, rooms);
  const stopping = new AbortController();
  const listener = opening.adopt(
    listen(config, { ...rooms, hub, leases, stopping: stopping.signal }),
    shutDown,
  );
  opening.use(hub);
  opening.defer(() => {
    log.info("shutting down");
    stopping.abort();
  });
  const url = urlOf(listener.addr);
  announce(log, { url, demo, ignored: config.ignored, servers, transfers });
  warnOfOldAlgorithms(log, servers);
  const resources = opening.move();
  return {
    url,
    log,
    reopenLog: log.reopen,
    sweepHealth: async (signal) => {
      await sweep(AbortSignal.any([signal, stopping.signal]));
      if (!stopping.signal.aborted) store.prune(Date.now());
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The rooms that every listener needs. */
interface Rooms {
  readonly servers: readonly Server[];
  readonly transfers: readonly Transfer[];
  readonly store: Store;
  readonly health: HealthMonitor;
  readonly log: Log;
  readonly remote: Remote;
}

/** The rooms of the WebSocket. */
interface HubRooms {
  readonly hub: Hub<StubContext>;
  readonly leases: Leases;
}

/** Opens the health monitor. The log gets the first verdict on each server, and each change. */
function openHealth(
  { healthTimeoutMs: timeoutMs }: Config,
  { servers, store, log, broadcast }: Pick<Rooms, "servers" | "store" | "log"> & {
    broadcast: HealthMonitorOptions["announce"];
  },
): { health: HealthMonitor; sweep: (signal: AbortSignal) => Promise<void> } {
  const logVerdict = verdictLog(log);
  const announce: HealthMonitorOptions["announce"] = (event) => {
    logVerdict(event.status);
    broadcast(event);
  };
  const records = store.healthRecords;
  const health = new HealthMonitor({
    servers,
    timeoutMs,
    now: () => new Date(),
    records,
    announce,
  });
  const sweep = async (signal: AbortSignal) => {
    await health.sweep(signal);
    // A verdict that has not changed since before the start is announced to nobody.
    Object.values(health.statuses()).forEach(logVerdict);
  };
  return { health, sweep };
}

function openHub(
  config: Config,
  { servers, transfers: configuredTransfers, store, log, health, remote }: Rooms,
): HubRooms {
  const { shells, transfers } = remote;
  const { history } = store;
  const leases = new Leases({
    commandLock: config.commandLock,
    sessionIdleSeconds: config.sessionIdleSeconds,
    history,
    announce: (status) => hub.broadcast(status),
  });
  const hub = new Hub<StubContext>({
    log,
    resumeSeconds: config.resumeSeconds,
    admit: ({ id, address }, line) => {
      const client: Client = {
        connectionId: id,
        peerAddress: address,
        name: null,
        awayUntil: null,
      };
      const context = {
        client,
        line,
        leases,
        history,
        shells,
        transfers,
        health,
        servers,
        configuredTransfers,
      };
      return {
        endpoint: { routes: stubRoutes, context, maxFrameBytes: config.maxFrameBytes },
        welcome: welcome(context),
        onAway: (until) => leases.update(client, { awayUntil: until?.toISOString() ?? null }),
      };
    },
  });
  return { hub, leases };
}

function listen(
  { host, isLoopback, port, allowedOrigins }: Config,
  { hub, leases, servers, transfers, store, health, log, stopping }: Rooms & HubRooms & {
    stopping: AbortSignal;
  },
): Listener {
  const pages = createPages({
    adopt: (socket, peer) => hub.adopt(socket, peer),
    servers,
    transfers,
    history: store.history,
    health,
    healthRecords: store.healthRecords,
    leases,
    checkStore: () => store.check(),
    checkOpen: () => {
      if (stopping.aborted) {
        throw new AppError("SERVICE_UNAVAILABLE", "The service is shutting down");
      }
    },
  });
  const origins = () => ({ host, isLoopback, port: listener.addr.port, allowedOrigins });
  const handler = createHandler({ pages, origins, log });
  const listener = new Listener({ hostname: host, port, handler, log });
  return listener;
}

/** Stops listening, and does not wait for clients that are slower than {@linkcode GOODBYE_MS}. */
async function shutDown(listener: Listener): Promise<void> {
  await within(GOODBYE_MS, listener[Symbol.asyncDispose]());
}

/** Logs the addresses, the servers and the transfers, and the variables that are not read. */
function announce(
  log: Log,
  { url, demo, ignored, servers, transfers }:
    & { url: string; demo: DemoHosts | undefined }
    & Pick<Config, "ignored" | "servers" | "transfers">,
): void {
  const websocket = `${url.replace(/^http/, "ws")}${WEBSOCKET_PATH}`;
  log.info("listening", { url, websocket, health: `${url}/healthz` });
  if (demo !== undefined) {
    log.info("no servers are configured: two built-in demo hosts serve as mdwap1p and mypap1d");
  }
  for (const { name, reason } of ignored) log.warn("variable is not read", { name, reason });
  for (const server of servers) log.info("server configured", serverFacts(server));
  for (const transfer of transfers) log.info("transfer configured", transferFacts(transfer));
}

/** Warns of each server whose connections can be broken or forged by old algorithms. */
function warnOfOldAlgorithms(log: Log, servers: readonly Server[]): void {
  for (const { name } of servers.filter(({ algorithms }) => algorithms === "legacy")) {
    log.warn("old SSH algorithms are allowed", {
      server: name,
      variable: `${name.toUpperCase()}_ALGORITHMS`,
    });
  }
}

/** Loaded only where they serve. */
async function openDemo(): Promise<DemoHosts> {
  const { openDemoHosts } = await import("./demo/hosts.ts");
  return await openDemoHosts();
}

function secretsOf(servers: readonly Server[]): string[] {
  return servers.flatMap(({ password, keyPassphrase }) => [password, keyPassphrase])
    .filter((secret) => secret !== undefined);
}

function urlOf({ hostname, port }: Deno.NetAddr): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
