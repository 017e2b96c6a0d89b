import { type IpRange, isInRange, parseIp } from "../domain/ip_range.ts";
import { AppError } from "../errors.ts";

/** Policy of requests that come through a proxy. */
export interface ProxyPolicy {
  /** Addresses of the proxies that are believed. */
  readonly trustedProxies: readonly IpRange[];
  /** Whether the listener serves TLS. */
  readonly isTls: boolean;
  /** Whether clients need no token. */
  readonly isOpen: boolean;
}

/** Client that sent a request. */
export interface Sender {
  /** Address of the client: `address:port`, or the address alone when a proxy told it. */
  readonly address: string;
  /** Whether the client's connection is encrypted, up to a trusted proxy at least. */
  readonly isSecure: boolean;
}

/** Connection of a request, and the policy for it. */
interface Connection {
  /** Other end of the TCP connection. */
  readonly peer: Pick<Deno.NetAddr, "hostname" | "port">;
  /** Policy of requests that come through a proxy. */
  readonly policy: ProxyPolicy;
}

/**
 * Returns the client that sent a request over a connection from `peer`. Only a trusted proxy is
 * believed. The client is then the last address in `X-Forwarded-For` that is no trusted proxy:
 * clients can write anything before it.
 *
 * @throws {AppError} 11001 when clients need no token and another proxy forwards the request, since
 * anyone could be behind it
 */
export function senderOf(headers: Headers, { peer, policy }: Connection): Sender {
  const { trustedProxies, isOpen } = policy;
  const isTrusted = (address: string) => isAmong(address, trustedProxies);
  const direct = `${bracketed(peer.hostname)}:${peer.port}`;
  const isSecure = isSecureRequest(headers, { peer, policy });
  if (!isTrusted(peer.hostname)) {
    if (isOpen && isForwarded(headers)) throw unknownProxy();
    return { address: direct, isSecure };
  }
  const client = clientAddress(entriesOf(headers.get("x-forwarded-for")), isTrusted);
  return { address: client === undefined ? direct : bracketed(client), isSecure };
}

/**
 * Checks whether the client's connection is encrypted: the listener serves TLS, or the nearest
 * proxy is trusted and says that it does.
 */
export function isSecureRequest(headers: Headers, { peer, policy }: Connection): boolean {
  const { isTls, trustedProxies } = policy;
  const protocol = headers.get("x-forwarded-proto")?.split(",").at(-1)?.trim().toLowerCase();
  const isForwardedTls = protocol === "https" || protocol === "wss";
  return isTls || isForwardedTls && isAmong(peer.hostname, trustedProxies);
}

/** Checks whether `address` is in one of `ranges`. */
function isAmong(address: string, ranges: readonly IpRange[]): boolean {
  if (ranges.length === 0) return false;
  const ip = parseIp(address);
  return ip !== undefined && ranges.some((range) => isInRange(ip, range));
}

/**
 * Returns the last of `addresses` that is not trusted, or the first one when all are. Text that is
 * no address hides the addresses before it.
 */
function clientAddress(
  addresses: readonly string[],
  isTrusted: (address: string) => boolean,
): string | undefined {
  let client: string | undefined;
  for (const address of addresses.toReversed()) {
    if (parseIp(address) === undefined) return client;
    client = address;
    if (!isTrusted(address)) return client;
  }
  return client;
}

/** Returns the addresses in `X-Forwarded-For`. Some proxies add the port of the client. */
function entriesOf(header: string | null): string[] {
  return (header ?? "").split(",").map((entry) =>
    entry.trim().replace(/^([\d.]+):\d+$/, "$1").replace(/^\[(.*)\](?::\d+)?$/, "$1")
  );
}

/** Checks whether a proxy has forwarded the request (RFC 7239, and the headers before it). */
function isForwarded(headers: Headers): boolean {
  return [...headers.keys()].some((name) =>
    name === "forwarded" || name.startsWith("x-forwarded-")
  );
}

function unknownProxy(): AppError {
  return new AppError(
    "ACCESS_DENIED",
    "A proxy forwarded the request, and AUTH=none lets in everyone behind it: set AUTH=tokens, " +
      "or add the address of the proxy to TRUSTED_PROXIES",
  );
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
