import { assert, assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { memoryLeaseStore } from "../harness/lease_store.ts";
import type { LeaseRules } from "../../src/domain/lease_state.ts";
import { AppError } from "../../src/errors.ts";
import type { EventOf } from "../../src/protocol/server_events.ts";
import type { ClientIdentity } from "../../src/domain/client.ts";
import { EVERYBODY } from "../../src/domain/principal.ts";
import { Leases } from "../../src/leases/leases.ts";
import type { LeaseRequest } from "../../src/leases/leases_options.ts";
import type { Membership } from "../../src/leases/session_options.ts";
import { TerminalOperation } from "../../src/operations/terminal_operation.ts";
import { Random, seeds } from "../output/random.ts";

const UNLIMITED = { maxOperations: 1_000, maxOperationsPerServer: 1_000 };
const A = client(1);
const B = client(2);

function client(index: number): ClientIdentity {
  return {
    id: `0000000${index}-0000-4000-8000-000000000000`,
    address: `127.0.0.1:${index}`,
    principal: EVERYBODY,
    name: null,
    awayUntil: null,
  };
}

function command(kind: LeaseRequest["kind"] = "command"): LeaseRequest {
  const size = { cols: 80, rows: 24 };
  const operation = new TerminalOperation({
    size,
    encode: (text) => new TextEncoder().encode(text),
  });
  const servers = kind === "transfer" ? ["a", "b"] : ["a"];
  return { operation, kind, serverName: kind === "transfer" ? null : "a", servers };
}

/**
 * Leases, what they announced to everyone and to those who follow operations, and their records:
 * kind, and how each ended.
 */
function setUp(
  { commandLock = "on" as LeaseRules["commandLock"], sessionIdleSeconds = 0, limits = UNLIMITED } =
    {},
) {
  const announced: EventOf<"lock_status" | "session_status">[] = [];
  const followed: EventOf<"lock_status" | "session_status">[] = [];
  const records: { kind: string; by: string; ends: string[] }[] = [];
  const leases = new Leases({
    commandLock,
    ...limits,
    sessionIdleSeconds,
    announce: (status, topic) => {
      followed.push(status);
      if (topic === undefined) announced.push(status);
      else assertEquals(topic, "operations");
    },
    store: memoryLeaseStore(),
    history: {
      beginLease: ({ kind, client }) => {
        const ends: string[] = [];
        records.push({ kind, by: client.id, ends });
        return { end: (how) => ends.push(how) };
      },
    },
  });
  const owners = () =>
    announced.map((status) =>
      status.type === "lock_status" ? status.lock_owner : status.session_owner
    );
  return { leases, announced, followed, owners, records };
}

const never = () => new AbortController().signal;

Deno.test("Leases.acquire: takes and frees the lock, tells everyone and notes it", () => {
  const { leases, owners, records } = setUp();
  const lease = leases.acquire(A, command());
  assertEquals(assertThrows(() => leases.acquire(A, command()), AppError).code, 50010);
  assertEquals(assertThrows(() => leases.acquire(B, command()), AppError).code, 50008);
  assertEquals(leases.lockStatus, {
    type: "lock_status",
    locked: true,
    lock_owner: A.id,
    owner: leases.owner,
    message: `Locked by ${A.id}`,
  });
  lease[Symbol.dispose]();
  assertEquals(leases.lockStatus.locked, false);
  leases.acquire(B, command())[Symbol.dispose]();
  assertEquals(owners(), [A.id, null, B.id, null]);
  assertEquals(records.map(({ kind, ends }) => [kind, ends]), [["lock", ["released"]], ["lock", [
    "released",
  ]]]);
});

Deno.test(
  "Leases.owner: says whose session or lock it is, of which kind, where and since when",
  async () => {
    const { leases, announced, followed } = setUp();
    assertEquals(leases.owner, null);
    const beforeMs = Date.now();
    {
      using running = leases.acquire(A, command("terminal"));
      assertEquals(leases.owner, {
        id: A.id,
        name: null,
        kind: "terminal",
        server_name: "a",
        operation_id: running.operationId,
        since: leases.owner?.since ?? "",
        away_until: null,
      });
      const sinceMs = Date.parse(leases.owner?.since ?? "");
      assert(beforeMs <= sinceMs && sinceMs <= Date.now());
      assertEquals([leases.lockStatus.owner, leases.sessionStatus.owner], [leases.owner, null]);
    }
    assertEquals(announced.at(-1)?.owner, null);
    assertEquals(assertThrows(() => leases.acquire(A, command("transfer")), AppError).code, 50005);
    leases.startSession(A, { signal: never() });
    const lease = leases.acquire(A, command("transfer"));
    assertEquals([leases.owner?.kind, leases.owner?.server_name], ["session", null]);
    assertEquals([leases.lockStatus.owner, leases.sessionStatus.owner], [null, leases.owner]);
    assertEquals(leases.owner?.operation_id, lease.operationId);
    assertEquals(followed.at(-1)?.owner, leases.owner);
    assertEquals(announced.at(-1)?.owner?.operation_id, null);
    lease[Symbol.dispose]();
    assertEquals([leases.owner?.kind, leases.owner?.operation_id], ["session", null]);
    assertEquals([followed.at(-1)?.owner, followed.length], [leases.owner, announced.length + 2]);
    await leases.endSession(A);
    assertEquals(leases.owner, null);
  },
);

Deno.test("Leases.update: tells everyone of a new name or absence of an owner, once", () => {
  const { leases, announced } = setUp();
  const [owner, other] = [client(3), client(4)];
  leases.update(owner, { name: "early" });
  using _lease = leases.acquire(owner, command());
  assertEquals(announced.map(({ owner }) => owner?.name), ["early"]);
  leases.update(other, { name: "other" });
  leases.update(owner, { name: "early" });
  leases.update(owner, { awayUntil: null });
  assertEquals(announced.length, 1);
  leases.update(owner, { name: "late" });
  leases.update(owner, { awayUntil: "2026-01-01T00:01:00.000Z" });
  leases.update(owner, { awayUntil: null });
  const told = announced.slice(1).map(({ type, owner, message }) => {
    return [type, owner?.name, owner?.away_until, message.endsWith(" away")];
  });
  assertEquals(told, [
    ["lock_status", "late", null, false],
    ["lock_status", "late", "2026-01-01T00:01:00.000Z", true],
    ["lock_status", "late", null, false],
  ]);
});

Deno.test("Leases.acquire: gives each operation an id of its own, which only rises", () => {
  const { leases } = setUp();
  const ids = Array.from({ length: 100 }, () => {
    using lease = leases.acquire(A, command());
    return lease.operationId;
  });
  assertEquals(ids, [...new Set(ids)].sort());
});

Deno.test(
  "Leases.acquire: with the lock off, each connection has its own, and nothing is told or noted",
  () => {
    const { leases, announced, records } = setUp({ commandLock: "off" });
    using _a = leases.acquire(A, command());
    using _b = leases.acquire(B, command());
    assertEquals(assertThrows(() => leases.acquire(A, command()), AppError).code, 50010);
    assertEquals([leases.lockStatus.locked, announced, records], [false, [], []]);
  },
);

Deno.test("ClientOperations.runningOf: the operation of the client, 50011 without one", () => {
  const { leases } = setUp();
  assertEquals(assertThrows(() => leases.operations.runningOf(A), AppError).code, 50011);
  const mine = command();
  const lease = leases.acquire(A, mine);
  assertStrictEquals(leases.operations.runningOf(A), mine.operation);
  assertEquals(assertThrows(() => leases.operations.runningOf(B), AppError).code, 50011);
  lease[Symbol.dispose]();
  assertEquals(assertThrows(() => leases.operations.runningOf(A), AppError).code, 50011);
  assertEquals(leases.hasLease(A), false);
});

Deno.test(
  "Leases.startSession: commands in it take no lock, others get 50006 with its owner",
  async () => {
    const { leases, owners, records } = setUp();
    const session = leases.startSession(A, { signal: never() });
    leases.acquire(A, command())[Symbol.dispose]();
    const refusal = assertThrows(() => leases.acquire(B, command()), AppError);
    assertEquals([refusal.code, refusal.facts], [50006, { session_owner: A.id }]);
    await leases.endSession(A);
    await session.over;
    assertEquals(owners(), [A.id, null]);
    assertEquals(records, [{ kind: "session", by: A.id, ends: ["released"] }]);
  },
);

Deno.test(
  "Leases.endSession: cancels the running operation and frees the session with its end",
  async () => {
    const { leases, owners } = setUp();
    leases.startSession(A, { signal: never() });
    const running = command();
    const lease = leases.acquire(A, running);
    const ending = Promise.all([leases.endSession(A), leases.endSession(A)]);
    assertEquals(running.operation.signal.reason.message, "The session was ended");
    assertEquals(
      assertThrows(() => leases.startSession(B, { signal: never() }), AppError).code,
      50004,
    );
    assertEquals(owners(), [A.id]);
    lease[Symbol.dispose]();
    await ending;
    assertEquals(owners(), [A.id, null]);
    assertEquals((await assertRejects(() => leases.endSession(A), AppError)).code, 50005);
  },
);

Deno.test(
  "Leases.startSession: a connection that ends frees it after its operation, noted as disconnected",
  async () => {
    const { leases, owners, records } = setUp();
    const connection = new AbortController();
    const { over } = leases.startSession(A, { signal: connection.signal });
    const lease = leases.acquire(A, command());
    connection.abort();
    assertEquals(owners(), [A.id]);
    lease[Symbol.dispose]();
    await over;
    assertEquals(owners(), [A.id, null]);
    assertEquals(records.at(-1)?.ends, ["disconnected"]);
    assertThrows(() => leases.startSession(A, { signal: connection.signal }));
    assertEquals(leases.sessionStatus.session_active, false);
  },
);

Deno.test("Leases.acquire: 14001 beyond the limits, after the refusals of the state", () => {
  const limits = { maxOperations: 1_000, maxOperationsPerServer: 1 };
  const { leases, announced } = setUp({ commandLock: "off", limits });
  const lease = leases.acquire(A, command());
  assertEquals(assertThrows(() => leases.acquire(A, command()), AppError).code, 50010);
  assertEquals(assertThrows(() => leases.acquire(B, command()), AppError).code, 14001);
  assertEquals(leases.hasLease(B), false);
  leases.acquire(B, { ...command(), servers: ["b"] })[Symbol.dispose]();
  lease[Symbol.dispose]();
  leases.acquire(B, command())[Symbol.dispose]();
  assertEquals(announced, []);
});

Deno.test(
  "Leases.startSession: a connection that ends by being told of the session does not keep it",
  async () => {
    const connection = new AbortController();
    const leases = new Leases({
      commandLock: "on",
      ...UNLIMITED,
      sessionIdleSeconds: 0,
      announce: () => connection.abort(),
      store: memoryLeaseStore(),
      history: { beginLease: () => ({ end() {} }) },
    });
    await leases.startSession(A, { signal: connection.signal }).over;
    assertEquals(leases.sessionStatus.session_active, false);
  },
);

Deno.test(
  "Leases.startSession: expires with 50002 when nothing runs in it for its time, not before",
  async () => {
    const { leases, owners, records } = setUp({ sessionIdleSeconds: 0.2 });
    const { over } = leases.startSession(A, { signal: never() });
    const lease = leases.acquire(A, command());
    const { promise: longer, resolve } = Promise.withResolvers<string>();
    setTimeout(resolve, 400, "still there");
    assertEquals(await Promise.race([over, longer]), "still there");
    lease[Symbol.dispose]();
    assertEquals(leases.sessionStatus.session_active, true);
    assertEquals((await assertRejects(() => over, AppError)).code, 50002);
    assertEquals(owners(), [A.id, null]);
    assertEquals(records.at(-1)?.ends, ["expired"]);
  },
);

Deno.test(
  "Leases.startSession: the end of a session that is over says nothing of the next one",
  async () => {
    const { leases, records } = setUp();
    const connection = new AbortController();
    leases.startSession(A, { signal: connection.signal });
    await leases.endSession(A);
    const { over } = leases.startSession(A, { signal: connection.signal });
    connection.abort();
    await over;
    assertEquals(records.map(({ ends }) => ends), [["released"], ["disconnected"]]);
  },
);

/** A connection of the random test. */
interface Actor extends ClientIdentity {
  connection: AbortController;
  lease?: Disposable | undefined;
  membership?: Membership | undefined;
}

/** Lets `actor` do something at random; a refusal changes nothing. */
function act(actor: Actor, { leases, random }: { leases: Leases; random: Random }): void {
  const take = (kind: LeaseRequest["kind"]) => () => {
    actor.lease = leases.acquire(actor, command(kind));
  };
  const finish = () => {
    actor.lease?.[Symbol.dispose]();
    actor.lease = undefined;
  };
  const join = () => {
    const owner = leases.sessionStatus.session_owner ?? "";
    const token = leases.sessionTokenOf({ id: owner }) ?? "none";
    actor.membership = leases.joinSession(actor, random.chance(90) ? token : "wrong");
  };
  const deed = random.of([
    () => leases.startSession(actor, { signal: actor.connection.signal }),
    () => void leases.endSession(actor).catch(() => {}),
    join,
    join,
    take("command"),
    take("transfer"),
    finish,
    () => leases.update(actor, { name: random.of(["one", "two"]) }),
    () => leases.update(actor, { awayUntil: random.of([null, new Date(0).toISOString()]) }),
    () => actor.connection.abort(),
  ]);
  try {
    if (!actor.connection.signal.aborted) deed();
    else {
      actor.membership?.[Symbol.dispose]();
      finish();
      if (random.chance(50)) actor.connection = new AbortController();
    }
  } catch (error) {
    assert(error instanceof AppError);
  }
}

for (const commandLock of ["on", "server", "off"] as const) {
  Deno.test(
    `Leases: what holds after any order of requests, COMMAND_LOCK=${commandLock}`,
    async () => {
      for (const seed of seeds(40)) {
        const random = new Random(seed);
        const { leases, announced, followed, records } = setUp({ commandLock });
        const actors: Actor[] = [0, 1, 2].map((index) => ({
          ...client(index),
          connection: new AbortController(),
        }));
        for (let step = 0; step < 200; step++) {
          act(random.of(actors), { leases, random });
          check({ leases, actors, commandLock, seed });
          const open = records.filter(({ ends }) => ends.length === 0).map(({ kind }) => kind);
          const { session_active } = leases.sessionStatus;
          assertEquals(
            open,
            session_active ? ["session"] : leases.lockStatus.locked ? ["lock"] : [],
          );
          assert(records.every(({ ends }) => ends.length <= 1));
        }
        for (const actor of actors) {
          actor.connection.abort();
          act(actor, { leases, random });
        }
        assertEquals(actors.map((actor) => leases.hasLease(actor)), [false, false, false]);
        await Promise.all(actors.map(({ membership }) => membership?.over));
        for (const type of ["lock_status", "session_status"] as const) {
          const told = followed.filter((status) => status.type === type);
          const now = type === "lock_status" ? leases.lockStatus : leases.sessionStatus;
          if (told.length > 0) assertEquals(told.at(-1), now);
          // The others are told only of what else has changed.
          const others = announced.filter((status) => status.type === type).map(withoutOperation);
          for (const statuses of [told, others]) {
            const texts = statuses.map((status) => JSON.stringify(status));
            assert(texts.every((text, i) => text !== texts[i - 1]), "a change is told once");
          }
        }
      }
    },
  );
}

/** Checks whether a client owns the session or has joined it, by the refusal of a wrong token. */
function isInSession(leases: Leases, actor: Actor): boolean {
  return assertThrows(() => leases.joinSession(actor, "wrong"), AppError).code === 50004;
}

/** Returns a status without the operation of the owner. */
function withoutOperation(status: EventOf<"lock_status" | "session_status">) {
  return { ...status, owner: status.owner && { ...status.owner, operation_id: null } };
}

/** Checks the invariants of the state machine. */
function check(
  { leases, actors, commandLock, seed }: {
    leases: Leases;
    actors: readonly Actor[];
    commandLock: LeaseRules["commandLock"];
    seed: number;
  },
): void {
  const session = leases.sessionStatus.session_owner;
  const lock = leases.lockStatus.lock_owner;
  const owner = actors.find(({ id }) => id === leases.owner?.id);
  assertEquals(leases.owner?.id ?? null, session ?? lock, `seed ${seed}`);
  assertEquals(
    [leases.owner?.name, leases.owner?.away_until],
    [owner?.name, owner?.awayUntil],
    `seed ${seed}`,
  );
  const running = actors.filter(({ lease }) => lease !== undefined);
  assert(session === null || lock === null, `two owners, seed ${seed}`);
  const leaseOwner = actors.find(({ id }) => id === (session ?? lock));
  // A client that is gone owns a lease only until the last operation has ended.
  const isThere = !leaseOwner?.connection.signal.aborted || running.length > 0;
  assert(isThere, `an owner without a connection, seed ${seed}`);
  for (const actor of session === null ? [] : running) {
    const isStopped = leases.operations.of(actor.id)?.signal.aborted ||
      actor.connection.signal.aborted;
    assert(isInSession(leases, actor) || isStopped, `a stranger, seed ${seed}`);
  }
  if (commandLock !== "off" && session === null) assert(running.length <= 1, `seed ${seed}`);
  const expected = commandLock === "on" && session === null ? running[0]?.id ?? null : null;
  assertEquals(lock, expected);
}

Deno.test("ClientOperations.attend: an operation of a client without a lease", async () => {
  const { leases, announced, records } = setUp();
  const { operation } = command();
  const attended = leases.operations.attend(A, operation);
  assertStrictEquals(leases.operations.runningOf(A), operation);
  assert(leases.hasLease(A));
  assertEquals([announced.length, records.length, leases.owner], [0, 0, null]);
  for (
    const refused of [
      () => leases.acquire(A, command()),
      () => leases.operations.attend(A, operation),
    ]
  ) {
    assertEquals(assertThrows(refused, AppError).code, 50010);
  }
  const lease = leases.acquire(B, command());
  assertEquals(assertThrows(() => leases.operations.attend(B, operation), AppError).code, 50010);
  lease[Symbol.dispose]();
  leases.startSession(A, { signal: new AbortController().signal });
  await leases.endSession(A);
  leases.startSession(A, { signal: new AbortController().signal });
  leases.takeOver({ reason: "x", by: null });
  assertEquals(leases.sessionStatus.session_active, false);
  assertEquals(operation.signal.aborted, false);
  attended[Symbol.dispose]();
  assertEquals([leases.operations.of(A.id), leases.hasLease(A)], [undefined, false]);
});
