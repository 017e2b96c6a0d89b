import { assertEquals } from "@std/assert";
import { ConnectionLimits } from "../../src/access/connection_limits.ts";
import { AppError } from "../../src/errors.ts";

const [A, B] = ["192.0.2.1:50000", "192.0.2.2:50000"];
const [LOOPBACK, OTHER_LOOPBACK] = ["127.0.0.1:50000", "[::1]:50000"];

/** Checks whether the limits have room for `address`. A refusal has its code and a time. */
function hasRoom(limits: ConnectionLimits, address: string): boolean {
  try {
    limits.check(address);
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    assertEquals([error.code, error.status, error.retryAfterSeconds], [14001, 429, 10]);
    return false;
  }
}

/** Connects from `address` until there is no room, at most 300 times. Returns how often. */
function fill(limits: ConnectionLimits, address: string): number {
  let count = 0;
  for (; count < 300 && hasRoom(limits, address); count++) limits.connect(address);
  return count;
}

Deno.test("ConnectionLimits: counts a connection once, until its end", () => {
  const limits = new ConnectionLimits({ maxConnections: 2 });
  const first = limits.connect(A);
  limits.connect(B);
  assertEquals([hasRoom(limits, A), hasRoom(limits, B)], [false, false]);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assertEquals(fill(limits, B), 1);
});

Deno.test("ConnectionLimits: an address has its own limit, 200 by default, loopback none", () => {
  const preset = new ConnectionLimits({ maxConnections: 1_000 });
  assertEquals([A, B, LOOPBACK].map((address) => fill(preset, address)), [200, 200, 300]);
  const set = new ConnectionLimits({ maxConnections: 1_000, maxConnectionsPerAddress: 3 });
  const from = [A, B, LOOPBACK, OTHER_LOOPBACK, "[2001:db8::1]:1", "[2001:db8::2]:1"];
  assertEquals(from.map((address) => fill(set, address)), [3, 3, 3, 3, 3, 0]);
});

Deno.test("ConnectionLimits: the place of an away client is kept for its address alone", () => {
  const limits = new ConnectionLimits({ maxConnections: 2, maxConnectionsPerAddress: 2 });
  limits.connect(B);
  const place = limits.keepPlace(A);
  assertEquals([hasRoom(limits, A), hasRoom(limits, B)], [true, false]);
  limits.connect(A);
  assertEquals(hasRoom(limits, A), false);
  place?.[Symbol.dispose]();
  assertEquals([hasRoom(limits, A), hasRoom(limits, B)], [false, false]);
});

Deno.test("ConnectionLimits: as many clients can be away as can be connected", () => {
  const limits = new ConnectionLimits({ maxConnections: 3, maxConnectionsPerAddress: 2 });
  const places = [A, A, A, B, B].map((address) => limits.keepPlace(address));
  assertEquals(places.map((place) => place !== undefined), [true, true, false, true, false]);
  places[0]?.[Symbol.dispose]();
  assertEquals(limits.keepPlace(A) !== undefined, true);
});
