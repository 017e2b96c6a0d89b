import { assertEquals, assertThrows } from "@std/assert";
import type { ClientIdentity } from "../../src/domain/client.ts";
import type { LeaseEnd } from "../../src/domain/history.ts";
import { Operation } from "../../src/domain/operation.ts";
import { EVERYBODY } from "../../src/domain/principal.ts";
import { memoryLeaseStore } from "../harness/lease_store.ts";
import { AppError } from "../../src/errors.ts";
import { Leases } from "../../src/leases/leases.ts";

const [A, B, C] = [client("a"), client("b"), client("c")];

function client(id: string): ClientIdentity {
  return { id, address: id, principal: EVERYBODY, name: null, awayUntil: null };
}

/** Leases with a session of `A`, its secret, and what `A` and everyone are told of its end. */
function setUp() {
  const ends: (LeaseEnd | "told")[] = [];
  const leases = new Leases({
    commandLock: "on",
    sessionIdleSeconds: 0,
    maxOperations: 10,
    maxOperationsPerServer: 10,
    announce: ({ owner }) => owner === null && ends.push("told"),
    store: memoryLeaseStore(),
    history: { beginLease: () => ({ end: (how) => ends.push(how) }) },
  });
  const connection = new AbortController();
  const { token } = leases.startSession(A, { signal: connection.signal });
  const run = (by: ClientIdentity) => {
    const operation = new Operation();
    const request = { operation, kind: "command", serverName: "a", servers: ["a"] } as const;
    const lease = leases.acquire(by, request);
    return { operation, end: () => lease[Symbol.dispose]() };
  };
  return { leases, connection, token, run, ends };
}

/** Returns the code with which a wrong token is refused: 50004 in the session. */
function codeOf(leases: Leases, member: ClientIdentity): number {
  return assertThrows(() => leases.joinSession(member, "wrong"), AppError).code;
}

Deno.test("Leases.joinSession: the session ends with the last of its operations", async () => {
  const { leases, token, run, ends } = setUp();
  const memberships = [leases.joinSession(B, token), leases.joinSession(C, token)];
  const operations = [run(B), run(C)];
  const ending = leases.endSession(A);
  for (const { operation } of operations) {
    assertEquals(operation.signal.reason.message, "The session was ended");
  }
  operations[1]?.end();
  assertEquals(ends, []);
  operations[0]?.end();
  assertEquals([await ending, ends], [true, ["released", "told"]]);
  for (const { over } of memberships) assertEquals((await over)?.endedBy, "released");
  assertEquals([B, C].map((member) => leases.hasLease(member)), [false, false]);
});

Deno.test("Leases.joinSession: the loss of its owner stops all but the owner's operation", () => {
  const { leases, connection, token, run, ends } = setUp();
  leases.joinSession(B, token);
  const [own, other] = [run(A), run(B)];
  connection.abort();
  // The owner's operation has the signal of its client, with the reason of that.
  assertEquals([own.operation.signal.aborted, other.operation.signal.aborted], [false, true]);
  own.end();
  assertEquals([codeOf(leases, C), ends], [50007, []]);
  other.end();
  assertEquals(ends, ["disconnected", "told"]);
});

Deno.test("Leases.endSession: of a member resolves after its own operation", async () => {
  const { leases, token, run, ends } = setUp();
  const { over } = leases.joinSession(B, token);
  const [own, other] = [run(A), run(B)];
  let hasLeft = false;
  const leaving = leases.endSession(B).then((hasEnded) => {
    hasLeft = true;
    return hasEnded;
  });
  assertEquals([own.operation.signal.aborted, other.operation.signal.aborted], [false, true]);
  assertEquals([await over, codeOf(leases, B), hasLeft], [undefined, 50010, false]);
  other.end();
  assertEquals([await leaving, codeOf(leases, B), ends], [false, 50007, []]);
  own.end();
});

Deno.test("Membership: its disposal leaves its own session, not one that was joined later", () => {
  const { leases, token } = setUp();
  const first = leases.joinSession(B, token);
  void leases.endSession(B);
  const second = leases.joinSession(B, token);
  first[Symbol.dispose]();
  assertEquals([codeOf(leases, B), leases.hasLease(B)], [50004, true]);
  second[Symbol.dispose]();
  assertEquals([codeOf(leases, B), leases.hasLease(B)], [50007, false]);
});

Deno.test("Leases.sessionTokenOf: is the owner's alone, and new for each session", async () => {
  const { leases, token } = setUp();
  leases.joinSession(B, token);
  assertEquals([A, B, C].map((client) => leases.sessionTokenOf(client)), [token, null, null]);
  await leases.endSession(A);
  assertEquals(leases.sessionTokenOf(A), null);
  assertEquals(
    leases.startSession(A, { signal: new AbortController().signal }).token === token,
    false,
  );
});
