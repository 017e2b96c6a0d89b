import { assertEquals } from "@std/assert";
import { addressKey, isLoopbackKey } from "../../src/access/address_key.ts";

Deno.test("addressKey: is an IPv4 address as it is, without the port", () => {
  assertEquals(addressKey("192.0.2.1:50000"), "192.0.2.1");
  assertEquals(addressKey("192.0.2.1"), "192.0.2.1");
});

Deno.test("addressKey: is the same for all addresses of an IPv6 /64, and for no other", () => {
  const key = "2001:db8:1:2::/64";
  const inside = [
    ...["[2001:db8:1:2::1]:50000", "2001:db8:1:2::1", "2001:DB8:0001:2:ffff:ffff:ffff:ffff"],
    ...["[2001:db8:1:2:3:4:5:6]:1", "2001:db8:1:2:0:0:0:0%eth0", "[2001:db8:1:2:3::]"],
  ];
  for (const address of inside) assertEquals(addressKey(address), key, address);
  assertEquals(addressKey("2001:db8:1:3::1"), "2001:db8:1:3::/64");
  assertEquals(addressKey("2001:db8::1"), "2001:db8:0:0::/64");
  assertEquals(addressKey("[fe80::1%eth0]:80"), "fe80:0:0:0::/64");
});

Deno.test("addressKey: is the IPv4 address of an IPv4-mapped one", () => {
  for (const address of ["[::ffff:192.0.2.1]:50000", "::ffff:c000:201", "::FFFF:192.0.2.1"]) {
    assertEquals(addressKey(address), "192.0.2.1", address);
  }
  assertEquals(addressKey("::fffe:c000:201"), "0:0:0:0::/64");
});

Deno.test("addressKey: is the text itself when that is no IP address", () => {
  for (const text of ["", "unix", "x:y:z", "[", "localhost"]) assertEquals(addressKey(text), text);
  assertEquals(addressKey("localhost:80"), "localhost");
});

Deno.test("isLoopbackKey: knows this machine in both families", () => {
  const own = ["127.0.0.1:1", "127.255.0.2", "[::1]:1", "[::ffff:127.0.0.1]:1"];
  assertEquals(own.map((address) => isLoopbackKey(addressKey(address))), own.map(() => true));
  const foreign = ["128.0.0.1", "[2001:db8::1]:1", "[::ffff:10.0.0.1]:1", "12.7.0.0", ""];
  assertEquals(
    foreign.map((address) => isLoopbackKey(addressKey(address))),
    foreign.map(() => false),
  );
});
