import type { Config, ServerConfig, TransferConfig } from "./config.ts";
import type { DemoHosts } from "./demo/hosts.ts";
import { AppError } from "./errors.ts";
import { HealthMonitor } from "./health/monitor.ts";
import { createHandler } from "./http/handler.ts";
import { listenFailure } from "./http/listen_failure.ts";
import { createPages, WEBSOCKET_PATH } from "./http/pages.ts";
import { type Log, openLog } from "./log.ts";
import { Hub } from "./sockets/hub.ts";
import { openRemote, type Remote } from "./remote.ts";
import { openStore, type Store } from "./store/open_store.ts";
import type { StubContext } from "./stub/context.ts";
import { Leases } from "./stub/leases.ts";
import { stubRoutes } from "./stub/routes.ts";
import { welcome } from "./stub/welcome.ts";
import { within } from "./within.ts";

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
  const servers = demo === undefined ? config.servers : demoServers(demo);
  const transfers = demo === undefined ? config.transfers : [demo.transfer];
  const { logLevel: level, logFormat: format, logFile: file } = config;
  const log = opening.use(openLog({ level, format, file, secrets: secretsOf(servers) }));
  const { databasePath, historyDays } = config;
  const store = opening.use(openStore(databasePath, { log, historyDays }));
  const health = new HealthMonitor({
    servers,
    timeoutMs: config.healthTimeoutMs,
    now: () => new Date(),
    records: store.healthRecords,
    announce: (event) => hub.broadcast(event),
  });
  const policy = { mode: config.hostKeys, knownHosts: store.knownHosts };
  const remote = opening.use(openRemote({ policy, log }));
  const rooms = { servers, transfers, store, health, log, remote };
  const { hub, leases } = openHub(config, rooms);
  const stopping = new AbortController();
  const server = opening.adopt(
    orListenFailure(
      config,
      () => listen(config, { ...rooms, hub, leases, stopping: stopping.signal }),
    ),
    shutDown,
  );
  opening.use(hub);
  opening.defer(() => {
    log.info("shutting down");
    stopping.abort();
  });
  const url = urlOf(server.addr);
  announce(log, { url, demo });
  for (const { name, reason } of config.ignored) log.warn("variable is not read", { name, reason });
  const resources = opening.move();
  return {
    url,
    log,
    reopenLog: log.reopen,
    sweepHealth: async (signal) => {
      await health.sweep(AbortSignal.any([signal, stopping.signal]));
      if (!stopping.signal.aborted) store.prune(Date.now());
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** The rooms that every listener needs. */
interface Rooms {
  readonly servers: readonly ServerConfig[];
  readonly transfers: readonly TransferConfig[];
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
      const context = {
        connectionId: id,
        peerAddress: address,
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
        onPresence: (presence) => leases.setPresence(id, presence),
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
): Deno.HttpServer<Deno.NetAddr> {
  const pages = createPages({
    adopt: (socket, peer) => hub.adopt(socket, peer),
    servers,
    transfers,
    runs: store.history,
    health: {
      statuses: () => health.statuses(),
      samples: (name, query) => store.healthRecords.samples(name, query),
      transitions: (name, query) => store.healthRecords.transitions(name, query),
    },
    leases,
    checkStore: () => store.check(),
    checkOpen: () => {
      if (stopping.aborted) {
        throw new AppError("SERVICE_UNAVAILABLE", "The service is shutting down");
      }
    },
  });
  const origins = () => ({ host, isLoopback, port: server.addr.port, allowedOrigins });
  const server = Deno.serve(
    { hostname: host, port, onListen: () => {} },
    createHandler({ pages, origins, log }),
  );
  return server;
}

/** Calls `listen`. @throws {Error} that names `PORT` or `HOST` */
function orListenFailure<Server>(config: Config, listen: () => Server): Server {
  try {
    return listen();
  } catch (cause) {
    throw listenFailure(cause, config);
  }
}

/** Stops listening, and does not wait for clients that are slower than {@linkcode GOODBYE_MS}. */
async function shutDown(server: Deno.HttpServer): Promise<void> {
  await within(GOODBYE_MS, server.shutdown());
}

function announce(log: Log, { url, demo }: { url: string; demo: DemoHosts | undefined }): void {
  const websocket = `${url.replace(/^http/, "ws")}${WEBSOCKET_PATH}`;
  log.info("listening", { url, websocket, health: `${url}/healthz` });
  if (demo === undefined) return;
  const { from, to } = demo.transfer;
  log.info("no servers are configured: two built-in demo hosts serve as mdwap1p and mypap1d", {
    transfer: `${demo.transfer.name} ${from.server}:${from.path} -> ${to.server}:${to.path}`,
  });
}

/** Loaded only where they serve. */
async function openDemo(): Promise<DemoHosts> {
  const { openDemoHosts } = await import("./demo/hosts.ts");
  return await openDemoHosts();
}

/** The demo hosts as configured servers, with their keys pinned. */
function demoServers(demo: DemoHosts): ServerConfig[] {
  return demo.servers.map((server) => ({ ...server, encoding: "utf-8" }));
}

function secretsOf(servers: readonly ServerConfig[]): string[] {
  return servers.flatMap(({ password, keyPassphrase }) => [password, keyPassphrase])
    .filter((secret) => secret !== undefined);
}

function urlOf({ hostname, port }: Deno.NetAddr): string {
  return `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${port}`;
}
