/** Range of IP addresses: those whose first {@linkcode IpRange.bits} bits are the same. */
export interface IpRange {
  /** First address, as a number of 128 bits. */
  readonly first: bigint;
  /** Number of leading bits that all addresses share, of 128. */
  readonly bits: number;
}

/** Number of bits before the IPv4 address in a mapped address. */
const MAPPED_BITS = 96;

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * Parses an IP address. IPv4 counts as the IPv6 address that it is mapped to; a zone is left out.
 *
 * @returns the address as a number of 128 bits, or undefined when `text` is no address
 */
export function parseIp(text: string): bigint | undefined {
  if (IPV4.test(text)) {
    return text.split(".").reduce((number, part) => (number << 8n) | BigInt(part), 0xffffn);
  }
  const [address = "", zone = "0", ...more] = text.split("%");
  const isIpv6 = more.length === 0 && /^[\w.-]+$/.test(zone) && /^[\da-f:.]+$/i.test(address) &&
    address.includes(":") && URL.canParse(`http://[${address}]`);
  return isIpv6 ? ipv6(address) : undefined;
}

/**
 * Parses an address or a block in CIDR notation (RFC 4632, 3.1; RFC 4291, 2.3). Bits after the
 * prefix do not count.
 *
 * @returns undefined when `text` is neither
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", prefix, ...more] = text.split("/");
  const ip = parseIp(address);
  const skipped = address.includes(":") ? 0 : MAPPED_BITS;
  const bits = prefix === undefined ? 128 : skipped + Number(prefix);
  const isPrefix = prefix === undefined || /^\d{1,3}$/.test(prefix) && bits <= 128;
  if (ip === undefined || !isPrefix || more.length > 0) return undefined;
  return { first: network(ip, bits), bits };
}

/** Checks whether `address`, from {@linkcode parseIp}, is in `range`. */
export function isInRange(address: bigint, { first, bits }: IpRange): boolean {
  return network(address, bits) === first;
}

/** Returns `address` with zeros after its first `bits` bits. */
function network(address: bigint, bits: number): bigint {
  const host = BigInt(128 - bits);
  return (address >> host) << host;
}

/** Returns the number of a valid IPv6 address. `URL` writes it in groups, without dots. */
function ipv6(address: string): bigint {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const first = groups(head);
  const last = groups(tail ?? "");
  const zeros = Array<string>(8 - first.length - last.length).fill("0");
  return [...first, ...zeros, ...last]
    .reduce((number, group) => (number << 16n) | BigInt(`0x${group}`), 0n);
}
