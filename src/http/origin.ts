import { AppError } from "../errors.ts";

/** Policy of the pages that may use the service. */
export interface OriginPolicy {
  /** Address to listen on, as configured. */
  readonly host: string;
  /** Whether the address is reached from this machine only. */
  readonly isLoopback: boolean;
  /** Port of the listener. */
  readonly port: number;
  /** Further origins: `scheme://host[:port]`. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Refuses a page on a foreign origin. Browsers let every page open a WebSocket to any host, and
 * name the page in `Origin` (RFC 6455, 10.2). Own origins are fixed names with the port of the
 * listener. The `Host` header does not count, because a page can choose it by rebinding a DNS
 * name. A request without `Origin` comes from a program.
 *
 * @throws {AppError} 11001 when the origin or the host is foreign
 */
export function checkOrigin(request: Request, policy: OriginPolicy): void {
  checkHost(request, policy);
  const { host, port, allowedOrigins } = policy;
  const origin = request.headers.get("origin")?.toLowerCase();
  if (origin === undefined || allowedOrigins.includes(origin)) return;
  const own = ["localhost", "127.0.0.1", "[::1]", host.includes(":") ? `[${host}]` : host]
    .flatMap((name) => [`http://${name}:${port}`, `https://${name}:${port}`])
    .map((url) => URL.canParse(url) ? new URL(url).origin : url);
  if (!own.includes(origin)) {
    throw new AppError(
      "ACCESS_DENIED",
      `The Origin ${quoted(origin)} is neither our own nor in ALLOWED_ORIGINS: add it there`,
    );
  }
}

/**
 * Refuses DNS rebinding, where the name of a web page leads to a loopback address: the requests of
 * the page have no `Origin`, but its name in `Host`. A WebSocket of a page always has an `Origin`,
 * and no other request of a page can have `Upgrade`.
 *
 * @throws {AppError} 11001 when the host is foreign
 */
function checkHost(request: Request, { host, isLoopback, allowedOrigins }: OriginPolicy): void {
  if (!isLoopback || request.headers.has("upgrade")) return;
  const { hostname } = new URL(request.url);
  const isAddress = hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
  if (isAddress || hostname === "localhost" || hostname === host) return;
  if (allowedOrigins.some((origin) => new URL(origin).hostname === hostname)) return;
  throw new AppError(
    "ACCESS_DENIED",
    `The Host ${quoted(hostname)} is neither our own nor that of an origin in ALLOWED_ORIGINS: ` +
      "add an origin with this host to it, or use an IP address",
  );
}

/** Maximum length of a quoted value, in characters. */
const MAX_QUOTED = 128;

/** Quotes the value of a header for an error: control characters are escaped, a long one is cut. */
function quoted(value: string): string {
  const isLong = value.length > MAX_QUOTED;
  return JSON.stringify(isLong ? `${value.slice(0, MAX_QUOTED)}…` : value);
}
