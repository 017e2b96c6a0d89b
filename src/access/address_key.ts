import { parseIp } from "../domain/ip_range.ts";

/** Bits before the IPv4 address in an IPv6 address that holds one (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn;

/**
 * Returns the key by which limits count the clients of `address`. IPv4 stays as it is. An IPv6
 * network gives a client a /64 of addresses, so the key is that prefix. An IPv4-mapped IPv6 address
 * has the key of its IPv4 address.
 *
 * @param address Address with or without a port: `192.0.2.1:50000`, `[2001:db8::1]:50000`, `::1`.
 * @returns the key; `address` without its port when it is no IP address
 */
export function addressKey(address: string): string {
  const host = withoutPort(address);
  const ip = parseIp(host);
  if (ip === undefined) return host;
  return ip >> 32n === MAPPED ? dotted(ip) : `${prefixOf(ip)}::/64`;
}

/** Checks whether `key`, made by {@linkcode addressKey}, is that of this machine. */
export function isLoopbackKey(key: string): boolean {
  return key.startsWith("127.") || key === addressKey("::1");
}

function withoutPort(address: string): string {
  const [, bracketed] = /^\[(.*)\](?::\d+)?$/.exec(address) ?? [];
  return bracketed ?? address.replace(/^([^:]*):\d+$/, "$1");
}

/** Returns the last 32 bits as an IPv4 address. */
function dotted(ip: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (ip >> shift) & 0xffn).join(".");
}

/** Returns the first 64 bits in groups, without leading zeros. */
function prefixOf(ip: bigint): string {
  return [112n, 96n, 80n, 64n].map((shift) => ((ip >> shift) & 0xffffn).toString(16)).join(":");
}
