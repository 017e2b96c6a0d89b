import { assertEquals } from "@std/assert";
import { isAddress } from "../../src/config/address.ts";

Deno.test("isAddress: accepts IPv4, IPv6 with and without a zone, and host names", () => {
  const addresses = [
    "10.10.10.1",
    "255.255.255.0",
    "::1",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "fe80::1%eth0",
    "localhost",
    "db-1.internal",
    "db_1",
    "db1.internal.",
    "3com.com",
    "a".repeat(63),
    `${"a.".repeat(126)}a.`,
  ];
  for (const text of addresses) assertEquals(isAddress(text), true, text);
});

Deno.test("isAddress: refuses a port, a scheme, a user, a path and a number too much", () => {
  const others = [
    "",
    "1.2.3.4:22",
    "[::1]",
    "[::1]:22",
    "ssh://x",
    "user@host",
    "host:22",
    "host/path",
    "10.10.10.300",
    "10.10.10",
    "10.10.10.1.",
    "10.10.10.1.5",
    "12345",
    "a b",
    "-a",
    "a-",
    "a..b",
    ".",
    "서버",
    "fe80::1%",
    "fe80::1%a%b",
    "::1]x[",
    ":::",
    "a".repeat(64),
    `${"a.".repeat(126)}aa`,
  ];
  for (const text of others) assertEquals(isAddress(text), false, text);
});
