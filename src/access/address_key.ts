/** First groups of an IPv6 address that holds an IPv4 address (RFC 4291, 2.5.5.2). */
const MAPPED = "0:0:0:0:0:ffff:";

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
  const [bare = ""] = host.split("%");
  if (!bare.includes(":") || !URL.canParse(`http://[${bare}]`)) return host;
  const groups = groupsOf(bare);
  if (groups.join(":").startsWith(MAPPED)) return dotted(groups.slice(6));
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** Checks whether `key`, made by {@linkcode addressKey}, is that of this machine. */
export function isLoopbackKey(key: string): boolean {
  return key.startsWith("127.") || key === addressKey("::1");
}

function withoutPort(address: string): string {
  const [, bracketed] = /^\[(.*)\](?::\d+)?$/.exec(address) ?? [];
  return bracketed ?? address.replace(/^([^:]*):\d+$/, "$1");
}

/** Returns the eight groups of an IPv6 address, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const first = head.split(":").filter((group) => group !== "");
  const last = tail?.split(":").filter((group) => group !== "") ?? [];
  return [...first, ...Array(8 - first.length - last.length).fill("0"), ...last];
}

/** Writes two groups of 16 bits as an IPv4 address. */
function dotted(groups: readonly string[]): string {
  return groups.map((group) => parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 0xff]).join(".");
}
