import type { Access } from "./access/access.ts";
import type { ConnectionLimits } from "./access/connection_limits.ts";
import type { Refusals } from "./access/refusals.ts";
import { within } from "./async/within.ts";
import type { Config } from "./config/config.ts";
import type { KeyPair } from "./config/tls_files.ts";
import { variableTables } from "./config/variable_tables.ts";
import { AppError } from "./errors.ts";
import type { CertificateWatch } from "./http/certificate_watch.ts";
import { createHandler } from "./http/handler.ts";
import { createRoutes } from "./http/http_routes.ts";
import type { HttpRoutes } from "./http/http_route.ts";
import { Listener } from "./http/listener.ts";
import type { Log } from "./log.ts";
import type { OperationContext, Service } from "./operations/service.ts";
import type { Hub } from "./sockets/hub.ts";
import type { Store } from "./store/open_store.ts";

/** Parts of the service that the HTTP side leads to. */
export interface ServedParts {
  /** Service of the endpoints. */
  readonly service: Service;
  /** Records that the endpoints read. */
  readonly store: Store;
  /** Gate of the service. */
  readonly access: Access;
  /** Limits of connections. */
  readonly limits: ConnectionLimits;
  /** Writer of refusals. */
  readonly refusals: Refusals;
  /** Clients, which adopts the WebSockets. */
  readonly hub: Hub<OperationContext>;
  /** Certificate and key; undefined without TLS. */
  readonly tls: KeyPair | undefined;
  /** Log for requests that fail, and for outages. */
  readonly log: Log;
  /** Aborts when the service shuts down: it accepts no new work then. */
  readonly signal: AbortSignal;
}

/** HTTP side of the service. Disposing it stops the listener, and waits for clients for 500 ms. */
export interface Serving extends AsyncDisposable {
  /** URL on which it listens: `http://host:port`. */
  readonly url: string;
}

/** Time for HTTP clients to end their requests at shutdown, in milliseconds. */
const SHUTDOWN_GRACE_MS = 500;

/**
 * Opens the HTTP side: the listener, its routes, and the watch on the certificate.
 *
 * @throws {Error} that names `PORT` or `HOST` when it cannot listen
 */
export async function serve(config: Config, parts: ServedParts): Promise<Serving> {
  const { host, isLoopback, port, allowedOrigins, trustedProxies } = config;
  const { access, refusals, tls, log } = parts;
  const handler = createHandler({
    routes: routesOf(parts, await loginRoutesOf(parts)),
    origins: () => ({ host, isLoopback, port: listener.addr.port, allowedOrigins }),
    proxies: { trustedProxies, isTls: tls !== undefined, isOpen: access.isOpen },
    access,
    onRefusal: (refused, refusal) => refusals.record(refused, refusal),
    log,
  });
  const listener = new Listener({ hostname: host, port, tls, handler, log });
  const watch = tls && await watchCertificate(config, { ...parts, listener, tls });
  return {
    url: urlOf(listener.addr, { isTls: tls !== undefined }),
    [Symbol.asyncDispose]: async () => {
      await watch?.[Symbol.asyncDispose]();
      await within(SHUTDOWN_GRACE_MS, listener[Symbol.asyncDispose]());
    },
  };
}

function routesOf(parts: ServedParts, login: HttpRoutes | undefined): HttpRoutes {
  const { service, store, access, limits, hub, signal } = parts;
  return createRoutes({
    ...service,
    history: store.history,
    audit: store.audit,
    healthRecords: store.healthRecords,
    variables: variableTables(),
    checkRoom: (address) => limits.check(address),
    adopt: (socket, arrival) => hub.adopt(socket, arrival),
    login,
    checkStore: () => {
      store.check();
      access.check();
    },
    checkOpen: () => refuseDuringShutdown(signal),
    signal,
  });
}

/** Returns the routes of the page for logins, whose code is loaded only with authentication. */
async function loginRoutesOf(
  { access: { browsers }, store: { audit }, refusals }: ServedParts,
): Promise<HttpRoutes | undefined> {
  if (browsers === undefined) return undefined;
  const { loginRoutes } = await import("./http/login/login_routes.ts");
  return loginRoutes({
    access: browsers,
    onRefusal: (address, refusal) =>
      refusals.record({ address, name: null, clientId: null }, refusal),
    onChange: (action, { address }, { principal: { name } }) =>
      audit.record({ action, name, address }),
  });
}

/**
 * Reads the certificate and its key; undefined without TLS.
 *
 * @throws {ConfigError} that names `TLS_CERT_FILE` or `TLS_KEY_FILE` when it cannot be used
 */
export async function readTls(config: Config): Promise<KeyPair | undefined> {
  if (config.tlsCertFile === undefined) return undefined;
  const { requireKeyPair } = await import("./config/tls_files.ts");
  return await requireKeyPair(config);
}

/**
 * Watches the files of the certificate. A new one is served at once, which closes all sockets:
 * their clients are away until they resume.
 */
async function watchCertificate(
  config: Config,
  { listener, hub, tls, log }: {
    listener: Listener;
    hub: Hub<OperationContext>;
    tls: KeyPair;
    log: Log;
  },
): Promise<CertificateWatch> {
  const { CertificateWatch } = await import("./http/certificate_watch.ts");
  const { readKeyPair } = await import("./config/tls_files.ts");
  return new CertificateWatch({
    files: [config.tlsCertFile, config.tlsKeyFile].filter((path) => path !== undefined),
    served: tls,
    read: () => readKeyPair(config),
    onChange: (pair) => {
      hub.markAllAway();
      listener.replaceTls(pair);
    },
    log,
  });
}

/** Refuses new work after `signal` aborted. @throws {AppError} 10001 */
function refuseDuringShutdown(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new AppError("SERVICE_UNAVAILABLE", "The service is shutting down");
}

function urlOf({ hostname, port }: Deno.NetAddr, { isTls }: { isTls: boolean }): string {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${isTls ? "https" : "http"}://${host}:${port}`;
}
