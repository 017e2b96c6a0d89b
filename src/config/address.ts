/** Dotted text whose last part is a number: it is an IPv4 address or invalid. */
const ENDS_IN_NUMBER = /(?:^|\.)\d+\.?$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
/** Labels of letters, digits, hyphens (RFC 1123, 2.1), and underscores as private networks use. */
const HOST_NAME = /^(?=.{1,253}\.?$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?(?:\.|$))+$/i;

/**
 * Checks whether `text` is a host name, an IPv4 address, or an IPv6 address with or without zone.
 */
export function isAddress(text: string): boolean {
  if (text.includes(":")) return isIpv6(text);
  return ENDS_IN_NUMBER.test(text) ? IPV4.test(text) : HOST_NAME.test(text);
}

function isIpv6(text: string): boolean {
  const [address = "", zone = "0", ...more] = text.split("%");
  return more.length === 0 && /^[\w.-]+$/.test(zone) && /^[\da-f:.]+$/i.test(address) &&
    URL.canParse(`http://[${address}]`);
}
