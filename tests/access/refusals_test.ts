import { assertEquals } from "@std/assert";
import { Refusals } from "../../src/access/refusals.ts";
import type { AuditEvent } from "../../src/domain/audit.ts";
import { AppError, type ErrorKind } from "../../src/errors.ts";

/** Returns refusals, their rows, and a clock that `pass` moves on. */
function setUp() {
  let nowMs = 0;
  const rows: AuditEvent[] = [];
  const refusals = new Refusals({ record: (row) => rows.push(row) }, () => nowMs);
  const refuse = (address: string, kind: ErrorKind = "INVALID_TOKEN") =>
    refusals.record({ address, name: null, clientId: null }, new AppError(kind, "why"));
  return { refusals, rows, refuse, pass: (ms: number) => nowMs += ms };
}

Deno.test("Refusals.record: a row has the client, the code and the reason", () => {
  const { refusals, rows } = setUp();
  const client = { address: "192.0.2.1:5", name: "a", clientId: "id" };
  refusals.record(client, new AppError("ACCESS_DENIED", "The role is too small"));
  assertEquals(rows, [{
    action: "refusal",
    ...client,
    outcome: "11001",
    detail: "The role is too small",
  }]);
});

Deno.test("Refusals.record: only errors that refuse a client, not those of its input", () => {
  const { rows, refuse } = setUp();
  const kinds = ["AUTHENTICATION_REQUIRED", "INVALID_TOKEN", "ACCESS_DENIED", "QUOTA_EXCEEDED"];
  (kinds as ErrorKind[]).forEach((kind, index) => refuse(`192.0.2.${index}`, kind));
  for (const kind of ["VALIDATION_FAILED", "NOT_FOUND", "INTERNAL_ERROR"] as ErrorKind[]) {
    refuse("192.0.2.9", kind);
  }
  assertEquals(rows.map(({ outcome }) => outcome), ["11000", "11002", "11001", "14001"]);
});

Deno.test("Refusals.record: one row a minute for each address, IPv6 by /64", () => {
  const { rows, refuse, pass } = setUp();
  for (const address of ["192.0.2.1:1", "192.0.2.1:2", "192.0.2.2:1"]) refuse(address);
  for (const address of ["[2001:db8::1]:1", "[2001:db8::2]:1"]) refuse(address);
  const first = ["192.0.2.1:1", "192.0.2.2:1", "[2001:db8::1]:1"];
  assertEquals(rows.map(({ address }) => address), first);
  pass(59_999);
  refuse("192.0.2.1:3");
  assertEquals(rows.length, 3);
  pass(1);
  refuse("192.0.2.1:4");
  refuse("192.0.2.1:5");
  assertEquals(rows.slice(3).map(({ address }) => address), ["192.0.2.1:4"]);
});

Deno.test("Refusals.record: of more than 10,000 addresses the oldest is forgotten", () => {
  const { rows, refuse } = setUp();
  for (let i = 0; i < 10_001; i++) refuse(`10.0.${i >> 8}.${i & 255}`);
  refuse("10.0.0.1");
  assertEquals(rows.length, 10_001);
  refuse("10.0.0.0");
  assertEquals(rows.length, 10_002);
});
