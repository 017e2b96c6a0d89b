import { assert, assertEquals } from "@std/assert";
import { decide, type LeaseEvent } from "../../src/domain/lease.ts";
import { FREE, isHeld, type LeaseState, type SessionState } from "../../src/domain/lease_state.ts";
import { overlaps, type ServerSet } from "../../src/domain/server_set.ts";
import { placeOf, settle } from "../../src/domain/settle.ts";
import { AppError } from "../../src/errors.ts";
import { Random } from "../output/random.ts";

const SERVERS = ["a", "b", "c", "d"];
const CLIENTS = ["1", "2", "3", "4", "5", "6"];
const RULES = { commandLock: "server" } as const;

/** Returns an ask that waits, on servers. */
function ask(id: number, servers: ServerSet, waitUntilMs = Infinity): SessionState {
  const owner = `owner ${id}`;
  return {
    ...{ id, owner, servers, waitUntilMs, isRun: false, fence: null, token: owner, members: [] },
    isEnding: false,
  };
}

/** Returns the fences by the numbers of the leases. */
function fencesOf({ sessions }: LeaseState): [number, number | null][] {
  return sessions.map(({ id, fence }) => [id, fence]);
}

Deno.test("settle: grants what shares no server, in order, and the whole set or nothing", () => {
  const sessions = [
    ask(1, ["a", "b"]),
    ask(2, ["b", "c"]),
    ask(3, ["d"]),
    ask(4, ["c"]),
    ask(5, "*"),
    ask(6, ["e"]),
  ];
  const settled = settle({ ...FREE, sessions, counter: 6 });
  assertEquals(fencesOf(settled), [[1, 7], [2, null], [3, 8], [4, null], [5, null], [6, null]]);
  assertEquals(settled.counter, 8);
  assert(settle(settled) === settled, "nothing changes any more");
});

Deno.test("settle: an operation outside the sessions is in the way on its own servers", () => {
  const running = [{ clientId: "x", servers: ["a"], leaseId: null }];
  const sessions = [ask(1, ["a"]), ask(2, ["b"]), ask(3, "*")];
  const settled = settle({ sessions, running, counter: 3 });
  assertEquals(fencesOf(settled), [[1, null], [2, 4], [3, null]]);
  assertEquals(fencesOf(settle({ ...settled, running: [] })), [[1, 5], [2, 4], [3, null]]);
});

Deno.test("settle: drops an ask at the end of its wait, and grants those behind it", () => {
  const running = [{ clientId: "x", servers: ["a"], leaseId: null }];
  const state = { sessions: [ask(1, ["a", "b"], 100), ask(2, ["b"], 200)], running, counter: 2 };
  assert(settle(state, 99) === state);
  assertEquals(fencesOf(settle(state, 100)), [[2, 3]]);
  assertEquals(fencesOf(settle(state, 200)), []);
});

Deno.test(
  "placeOf: counts the earlier asks that share a server, and says who is in the way",
  () => {
    const held = { ...ask(1, ["a"]), fence: 1 };
    const [second, third, fourth] = [ask(2, ["a", "b"]), ask(3, ["c"]), ask(4, ["b"])];
    const running = [
      { clientId: "x", servers: ["b"], leaseId: null },
      { clientId: "y", servers: ["a"], leaseId: 1 },
    ];
    const state = { sessions: [held, second, third, fourth], running, counter: 9 };
    const idsOf = (one: SessionState) =>
      placeOf(state, one).blockedBy.map((by) => "id" in by ? by.id : by.clientId);
    const positions = [second, third, fourth].map((one) => placeOf(state, one).position);
    assertEquals(positions, [1, 1, 2]);
    assertEquals([second, third, fourth].map(idsOf), [[1, "x"], [], ["x", 2]]);
  },
);

Deno.test("placeOf: names ten that are in the way, and counts all", () => {
  const sessions = Array.from({ length: 30 }, (_, index) => ask(index + 1, ["a"]));
  const held = sessions.map((one, index) => index === 0 ? { ...one, fence: 31 } : one);
  const { position, blockedBy } = placeOf({ ...FREE, sessions: held, counter: 31 }, held[29]!);
  assertEquals(position, 29);
  assertEquals(blockedBy.map((one) => "id" in one && one.id), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

/** Returns an event at random; `nowMs` is the present time. */
function eventAt(nowMs: number, random: Random): LeaseEvent {
  const clientId = random.of(CLIENTS);
  const wanted = SERVERS.filter(() => random.chance(40));
  const servers = wanted.length === 0 ? [random.of(SERVERS)] : wanted;
  const waitUntilMs = random.of([nowMs + 5, nowMs + 20, Infinity, Infinity]);
  const wait = random.chance(80) ? { waitUntilMs } : {};
  return random.of<LeaseEvent>([
    {
      type: "start_session",
      clientId,
      servers: random.chance(8) ? "*" : servers,
      token: clientId,
      ...wait,
      isRun: random.chance(20),
    },
    { type: "run_command", clientId, servers: [random.of(SERVERS)] },
    { type: "operation_ended", clientId },
    { type: "operation_ended", clientId },
    { type: "session_lost", clientId },
    { type: "end_session", clientId },
    { type: "join_session", clientId, token: random.of(CLIENTS) },
    { type: "new_fence", clientId },
    { type: "time_passed", nowMs },
  ]);
}

/** Counts of what happened in the schedules. */
interface Seen {
  grants: number;
  waits: number;
  timeouts: number;
}

/** Checks a step of a schedule. `fences` are the latest fences of the servers. */
function check(
  before: LeaseState,
  after: LeaseState,
  { fences, seen, why }: { fences: Map<string, number>; seen: Seen; why: string },
): void {
  const held = after.sessions.filter(isHeld);
  for (const [index, one] of held.entries()) {
    for (const other of held.slice(index + 1)) {
      assert(!overlaps(one.servers, other.servers), `two owners of a server, ${why}`);
    }
    for (const { servers, leaseId } of after.running) {
      const isInside = leaseId === one.id;
      assert(isInside || !overlaps(one.servers, servers), `a stranger in a session, ${why}`);
    }
  }
  const isNew = ({ id }: SessionState) =>
    !before.sessions.some((one) => one.id === id && one.fence !== null);
  for (const one of held.filter(isNew)) {
    seen.grants++;
    const earlier = after.sessions.find(({ id, fence, servers }) =>
      fence === null && id < one.id && overlaps(servers, one.servers)
    );
    assertEquals(earlier, undefined, `overtaken, ${why}`);
  }
  for (const one of held) {
    for (const name of one.servers === "*" ? SERVERS : one.servers) {
      const last = fences.get(name) ?? 0;
      assert(one.fence !== null && one.fence >= last, `a fence went back, ${why}`);
      fences.set(name, one.fence);
    }
  }
  for (const one of after.sessions.filter(({ fence }) => fence === null)) {
    seen.waits++;
    assert(placeOf(after, one).blockedBy.length > 0, `waits for nothing, ${why}`);
  }
  const numbers = after.sessions.flatMap(({ id, fence }) => fence === null ? [id] : [id, fence]);
  assertEquals(new Set(numbers).size, numbers.length, `a number twice, ${why}`);
  assert(numbers.every((number) => number <= after.counter) && after.counter >= before.counter);
}

Deno.test("settle, decide: what holds in 10,000 random schedules", () => {
  const seen: Seen = { grants: 0, waits: 0, timeouts: 0 };
  for (let seed = 1; seed <= 10_000; seed++) {
    const random = new Random(seed);
    const fences = new Map<string, number>();
    let state = FREE;
    for (let step = 0; step < 60; step++) {
      const event = eventAt(step, random);
      const next = decide(state, event, RULES);
      if (next instanceof AppError) continue;
      const why = `seed ${seed}, step ${step}, ${event.type}`;
      check(state, next, { fences, seen, why });
      if (event.type === "time_passed") {
        assert(next.sessions.every((one) => one.fence !== null || one.waitUntilMs > step), why);
        const isKept = ({ id }: SessionState) => next.sessions.some((one) => one.id === id);
        seen.timeouts += state.sessions.filter((one) => !isKept(one)).length;
      }
      state = next;
    }
  }
  assert(
    seen.grants > 10_000 && seen.waits > 50_000 && seen.timeouts > 1_000,
    JSON.stringify(seen),
  );
});
