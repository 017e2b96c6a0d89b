import { assert, assertEquals } from "@std/assert";
import { isInRange, parseIp, parseIpRange } from "../../src/domain/ip_range.ts";

/** Checks whether `address` is in the range `range`. */
function isIn(address: string, range: string): boolean {
  const ip = parseIp(address);
  const parsed = parseIpRange(range);
  assert(ip !== undefined && parsed !== undefined, `${address} in ${range}`);
  return isInRange(ip, parsed);
}

Deno.test("parseIpRange: an address is a range of one, a prefix counts from the left", () => {
  const inside: readonly [address: string, range: string][] = [
    ["10.0.0.1", "10.0.0.1"],
    ["10.255.0.1", "10.0.0.0/8"],
    ["10.0.0.9", "10.0.0.11/30"],
    ["192.0.2.1", "0.0.0.0/0"],
    ["2001:db8::1", "2001:DB8:0:0::/32"],
    ["2001:db8::1", "::/0"],
    ["fe80::1%eth0", "fe80::/10"],
  ];
  for (const [address, range] of inside) assert(isIn(address, range), `${address} in ${range}`);
  const outside: readonly [address: string, range: string][] = [
    ["10.0.0.2", "10.0.0.1"],
    ["11.0.0.0", "10.0.0.0/8"],
    ["10.0.0.12", "10.0.0.11/30"],
    ["2001:db9::", "2001:db8::/32"],
    ["2001:db8::2", "2001:db8::1"],
    ["::1", "0.0.0.0/0"],
  ];
  for (const [address, range] of outside) assert(!isIn(address, range), `${address} in ${range}`);
});

Deno.test("parseIpRange: IPv4 counts as the IPv6 address that it is mapped to", () => {
  assertEquals(parseIp("::ffff:127.0.0.1"), parseIp("127.0.0.1"));
  assert(isIn("::ffff:10.1.2.3", "10.0.0.0/8"));
  assert(isIn("10.1.2.3", "::ffff:10.0.0.0/104"));
});

Deno.test("parseIp and parseIpRange: refuse what is no address", () => {
  const wrong = ["", "x", "10.0.0", "10.0.0.256", "010.0.0.1", "1.2.3.4.", "::1::", "[::1]", ":"];
  for (const text of wrong) assertEquals(parseIp(text), undefined, text);
  const ranges = [
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/",
    "10.0.0.0/x",
    "10.0.0.0/-1",
    "10.0.0.0/8/8",
  ];
  for (const text of [...wrong, ...ranges]) assertEquals(parseIpRange(text), undefined, text);
});
