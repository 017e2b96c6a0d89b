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

/** Part of a TCP address. */
type Peer = Pick<Deno.NetAddr, "hostname" | "port">;

/**
 * Returns the client that sent a request over a connection from `peer`. Only a trusted proxy is
 * believed. The client is then the last address in `X-Forwarded-For` that is no trusted proxy:
 * clients can write anything before it.
 *
 * @throws {AppError} 11001 when clients need no token and another proxy forwards the request, since
 * anyone could be behind it
 */
export function senderOf(
  headers: Headers,
  { peer, policy: { trustedProxies, isTls, isOpen } }: { peer: Peer; policy: ProxyPolicy },
): Sender {
  const isTrusted = (address: string) => {
    const ip = parseIp(address);
    return ip !== undefined && trustedProxies.some((range) => isInRange(ip, range));
  };
  if (!isTrusted(peer.hostname)) {
    if (isOpen && isForwarded(headers)) throw unknownProxy();
    return { address: `${bracketed(peer.hostname)}:${peer.port}`, isSecure: isTls };
  }
  const forwarded = lastOf(headers.get("x-forwarded-proto"));
  const client = clientAddress(entriesOf(headers.get("x-forwarded-for")), isTrusted);
  return {
    address: client === undefined ? `${bracketed(peer.hostname)}:${peer.port}` : bracketed(client),
    isSecure: isTls || forwarded === "https" || forwarded === "wss",
  };
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

/** Returns the last entry of a comma list, in lower case. The nearest proxy writes it. */
function lastOf(header: string | null): string | undefined {
  return header?.split(",").at(-1)?.trim().toLowerCase();
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
