import { parseIp } from "../domain/ip_range.ts";

/** Dotted text whose last part is a number: it is an IPv4 address or invalid. */
const ENDS_IN_NUMBER = /(?:^|\.)\d+\.?$/;
/** Labels of letters, digits, hyphens (RFC 1123, 2.1), and underscores as private networks use. */
const HOST_NAME = /^(?=.{1,253}\.?$)(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?(?:\.|$))+$/i;

/**
 * Checks whether `text` is a host name, an IPv4 address, or an IPv6 address with or without zone.
 */
export function isAddress(text: string): boolean {
  const isNumber = text.includes(":") || ENDS_IN_NUMBER.test(text);
  return isNumber ? parseIp(text) !== undefined : HOST_NAME.test(text);
}
