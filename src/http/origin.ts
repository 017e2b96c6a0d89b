import { AppError } from "../errors.ts";

/** Which pages may talk to the service. */
export interface OriginPolicy {
  /** The address we listen on, as configured. */
  readonly host: string;
  /** true: only this machine reaches it. */
  readonly isLoopback: boolean;
  /** The port we listen on. */
  readonly port: number;
  /** More origins, as `scheme://host[:port]`. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Refuses a page on a foreign origin: browsers let any page open a WebSocket to any host, and say in `Origin` which page
 * it is (RFC 6455, 10.2). Our own origins are fixed names with our port: the `Host` header is never asked, since a page
 * can choose it by rebinding a DNS name. A request without `Origin` comes from a program, not from a page.
 *
 * @throws {AppError} 11001
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
 * Refuses a page that reads from us as from its own origin, by a DNS name that it has rebound to a loopback address: its
 * requests carry no `Origin`, and its own name in `Host`. A WebSocket of a page has an `Origin` always, and only that can
 * have `Upgrade`.
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
      "add an origin with it there, or use an address",
  );
}

/** Maximum length of a header's value in an error, in characters. */
const MAX_QUOTED = 128;

/** Quotes a header's value for an error: no control character is left in it, and not all of a long one. */
function quoted(value: string): string {
  const isLong = value.length > MAX_QUOTED;
  return JSON.stringify(isLong ? `${value.slice(0, MAX_QUOTED)}…` : value);
}
