import { assert, assertEquals } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import { decide, type LeaseEvent, lockOwnerOf } from "../../src/domain/lease.ts";
import { FREE, type LeaseState, type SessionState } from "../../src/domain/lease_state.ts";

const ME = "me";
const OTHER = "other";
const TOKEN = "the secret of the session";

/** Session of the seed's table, which is on all servers. */
type SeedSession = Pick<SessionState, "owner" | "members" | "token" | "isEnding">;

/** State of the seed's table: at most one session, in which everything runs. */
interface SeedState {
  readonly session: SeedSession | null;
  readonly running: readonly string[];
}

/** Returns the state of the seed's table with a session on all servers. */
function stateOf({ session, running }: SeedState): LeaseState {
  const place = { id: 1, isRun: false, servers: "*", fence: 2, waitUntilMs: Infinity } as const;
  return {
    sessions: session === null ? [] : [{ ...place, ...session }],
    running: running.map((clientId) => {
      return { clientId, servers: ["a"], leaseId: session === null ? null : 1 };
    }),
    counter: 2,
  };
}

/** Returns a state with at most one session as the seed's table has it. */
function seedOf({ sessions, running }: LeaseState): SeedState {
  const [first] = sessions;
  assert(sessions.length <= 1);
  if (first === undefined) return { session: null, running: running.map((one) => one.clientId) };
  const { id, isRun, servers, fence, waitUntilMs, ...session } = first;
  assertEquals([isRun, servers, waitUntilMs], [false, "*", Infinity]);
  assert(fence !== null && fence > id);
  assert(running.every(({ leaseId }) => leaseId === id), "everything runs in the session");
  return { session, running: running.map((one) => one.clientId) };
}

/** Returns the event of a client, on the server `a`. */
function eventOf(type: LeaseEvent["type"], clientId = ME, token = TOKEN): LeaseEvent {
  const servers = type === "start_session" ? "*" : ["a"];
  return { type, clientId, token, servers } as LeaseEvent;
}

function sessionOf(
  owner: string,
  { members = [], isEnding = false }: { members?: string[]; isEnding?: boolean } = {},
): SeedSession {
  return { owner, members, token: TOKEN, isEnding };
}

const MINE = sessionOf(ME);
const SHARED = sessionOf(ME, { members: [OTHER] });
const ANOTHERS = sessionOf(OTHER);
const JOINED = sessionOf(OTHER, { members: [ME] });
const isEnding = true;

/** Every state that a connection can meet, by the names of the protocol's table. */
const STATES = {
  "free": { session: null, running: [] },
  "my session": { session: MINE, running: [] },
  "my session, busy": { session: MINE, running: [ME] },
  "my session, ending": { session: { ...MINE, isEnding }, running: [ME] },
  "my session, joined": { session: SHARED, running: [] },
  "my session, member busy": { session: SHARED, running: [OTHER] },
  "my session, member ending": { session: { ...SHARED, isEnding }, running: [OTHER] },
  "another's session": { session: ANOTHERS, running: [] },
  "another's session, busy": { session: ANOTHERS, running: [OTHER] },
  "another's session, ending": { session: { ...ANOTHERS, isEnding }, running: [OTHER] },
  "left session": { session: ANOTHERS, running: [ME] },
  "left session, ending": { session: { ...ANOTHERS, isEnding }, running: [ME] },
  "joined session": { session: JOINED, running: [] },
  "joined session, busy": { session: JOINED, running: [ME] },
  "joined session, owner busy": { session: JOINED, running: [OTHER] },
  "joined session, ending": { session: { ...JOINED, isEnding }, running: [ME] },
  "joined session, owner ending": { session: { ...JOINED, isEnding }, running: [OTHER] },
  "my session, joined, busy": { session: SHARED, running: [ME] },
  "my session, both busy": { session: SHARED, running: [OTHER, ME] },
  "joined session, both busy": { session: JOINED, running: [OTHER, ME] },
  "my session, joined, ending": { session: { ...SHARED, isEnding }, running: [ME] },
  "my session, both ending": { session: { ...SHARED, isEnding }, running: [OTHER, ME] },
  "left session, owner busy": { session: ANOTHERS, running: [OTHER, ME] },
  "my lock": { session: null, running: [ME] },
  "another's lock": { session: null, running: [OTHER] },
} as const satisfies Record<string, SeedState>;

type StateName = keyof typeof STATES;

/** Result of a request of mine in each state: the next state, or the code of the refusal. */
const TABLE: Record<string, Record<StateName, StateName | number>> = {
  start_session: {
    "free": "my session",
    "my session": 50004,
    "my session, busy": 50004,
    "my session, ending": 50004,
    "my session, joined": 50004,
    "my session, member busy": 50004,
    "my session, member ending": 50004,
    "another's session": 50004,
    "another's session, busy": 50004,
    "another's session, ending": 50004,
    "left session": 50004,
    "left session, ending": 50004,
    "joined session": 50004,
    "joined session, busy": 50004,
    "joined session, owner busy": 50004,
    "joined session, ending": 50004,
    "joined session, owner ending": 50004,
    "my session, joined, busy": 50004,
    "my session, both busy": 50004,
    "joined session, both busy": 50004,
    "my session, joined, ending": 50004,
    "my session, both ending": 50004,
    "left session, owner busy": 50004,
    "my lock": 50010,
    "another's lock": 50008,
  },
  join_session: {
    "free": 50005,
    "my session": 50004,
    "my session, busy": 50004,
    "my session, ending": 50004,
    "my session, joined": 50004,
    "my session, member busy": 50004,
    "my session, member ending": 50004,
    "another's session": "joined session",
    "another's session, busy": "joined session, owner busy",
    "another's session, ending": 50005,
    "left session": 50010,
    "left session, ending": 50010,
    "joined session": 50004,
    "joined session, busy": 50004,
    "joined session, owner busy": 50004,
    "joined session, ending": 50004,
    "joined session, owner ending": 50004,
    "my session, joined, busy": 50004,
    "my session, both busy": 50004,
    "joined session, both busy": 50004,
    "my session, joined, ending": 50004,
    "my session, both ending": 50004,
    "left session, owner busy": 50010,
    "my lock": 50010,
    "another's lock": 50005,
  },
  end_session: {
    "free": 50005,
    "my session": "free",
    "my session, busy": "my session, ending",
    "my session, ending": "my session, ending",
    "my session, joined": "free",
    "my session, member busy": "my session, member ending",
    "my session, member ending": "my session, member ending",
    "another's session": 50006,
    "another's session, busy": 50006,
    "another's session, ending": 50006,
    "left session": 50006,
    "left session, ending": 50006,
    "joined session": "another's session",
    "joined session, busy": "left session",
    "joined session, owner busy": "another's session, busy",
    "joined session, ending": "left session, ending",
    "joined session, owner ending": "another's session, ending",
    "my session, joined, busy": "my session, joined, ending",
    "my session, both busy": "my session, both ending",
    "joined session, both busy": "left session, owner busy",
    "my session, joined, ending": "my session, joined, ending",
    "my session, both ending": "my session, both ending",
    "left session, owner busy": 50006,
    "my lock": 50005,
    "another's lock": 50005,
  },
  run_command: {
    "free": "my lock",
    "my session": "my session, busy",
    "my session, busy": 50010,
    "my session, ending": 50010,
    "my session, joined": "my session, joined, busy",
    "my session, member busy": "my session, both busy",
    "my session, member ending": 50005,
    "another's session": 50006,
    "another's session, busy": 50006,
    "another's session, ending": 50006,
    "left session": 50006,
    "left session, ending": 50006,
    "joined session": "joined session, busy",
    "joined session, busy": 50010,
    "joined session, owner busy": "joined session, both busy",
    "joined session, ending": 50010,
    "joined session, owner ending": 50005,
    "my session, joined, busy": 50010,
    "my session, both busy": 50010,
    "joined session, both busy": 50010,
    "my session, joined, ending": 50010,
    "my session, both ending": 50010,
    "left session, owner busy": 50006,
    "my lock": 50010,
    "another's lock": 50008,
  },
  run_transfer: {
    "free": 50005,
    "my session": "my session, busy",
    "my session, busy": 50010,
    "my session, ending": 50010,
    "my session, joined": "my session, joined, busy",
    "my session, member busy": "my session, both busy",
    "my session, member ending": 50005,
    "another's session": 50006,
    "another's session, busy": 50006,
    "another's session, ending": 50006,
    "left session": 50006,
    "left session, ending": 50006,
    "joined session": "joined session, busy",
    "joined session, busy": 50010,
    "joined session, owner busy": "joined session, both busy",
    "joined session, ending": 50010,
    "joined session, owner ending": 50005,
    "my session, joined, busy": 50010,
    "my session, both busy": 50010,
    "joined session, both busy": 50010,
    "my session, joined, ending": 50010,
    "my session, both ending": 50010,
    "left session, owner busy": 50006,
    "my lock": 50005,
    "another's lock": 50005,
  },
  operation_ended: {
    "free": "free",
    "my session": "my session",
    "my session, busy": "my session",
    "my session, ending": "free",
    "my session, joined": "my session, joined",
    "my session, member busy": "my session, member busy",
    "my session, member ending": "my session, member ending",
    "another's session": "another's session",
    "another's session, busy": "another's session, busy",
    "another's session, ending": "another's session, ending",
    "left session": "another's session",
    "left session, ending": "free",
    "joined session": "joined session",
    "joined session, busy": "joined session",
    "joined session, owner busy": "joined session, owner busy",
    "joined session, ending": "free",
    "joined session, owner ending": "joined session, owner ending",
    "my session, joined, busy": "my session, joined",
    "my session, both busy": "my session, member busy",
    "joined session, both busy": "joined session, owner busy",
    "my session, joined, ending": "free",
    "my session, both ending": "my session, member ending",
    "left session, owner busy": "another's session, busy",
    "my lock": "free",
    "another's lock": "another's lock",
  },
  session_lost: {
    "free": "free",
    "my session": "free",
    "my session, busy": "my session, ending",
    "my session, ending": "my session, ending",
    "my session, joined": "free",
    "my session, member busy": "my session, member ending",
    "my session, member ending": "my session, member ending",
    "another's session": "another's session",
    "another's session, busy": "another's session, busy",
    "another's session, ending": "another's session, ending",
    "left session": "left session",
    "left session, ending": "left session, ending",
    "joined session": "another's session",
    "joined session, busy": "left session",
    "joined session, owner busy": "another's session, busy",
    "joined session, ending": "left session, ending",
    "joined session, owner ending": "another's session, ending",
    "my session, joined, busy": "my session, joined, ending",
    "my session, both busy": "my session, both ending",
    "joined session, both busy": "left session, owner busy",
    "my session, joined, ending": "my session, joined, ending",
    "my session, both ending": "my session, both ending",
    "left session, owner busy": "left session, owner busy",
    "my lock": "my lock",
    "another's lock": "another's lock",
  },
};

for (const [type, row] of Object.entries(TABLE)) {
  Deno.test(`decide: ${type} in every state`, () => {
    for (const [name, expected] of Object.entries(row) as [StateName, StateName | number][]) {
      const event = eventOf(type as LeaseEvent["type"]);
      const next = decide(stateOf(STATES[name]), event, { commandLock: "on" });
      if (typeof expected === "number") {
        assertEquals(next instanceof AppError && next.code, expected, name);
      } else {
        assert(!(next instanceof AppError), name);
        assertEquals(seedOf(next), STATES[expected], name);
      }
    }
  });
}

Deno.test(
  "decide: with COMMAND_LOCK=off, commands of several clients run, and a session waits for them",
  () => {
    const off = { commandLock: "off" } as const;
    const go = (state: SeedState, type: LeaseEvent["type"], clientId: string) => {
      const next = decide(stateOf(state), eventOf(type, clientId), off);
      return next instanceof AppError ? next.code : seedOf(next);
    };
    const both = { session: null, running: [OTHER, ME] };
    assertEquals(go(STATES["another's lock"], "run_command", ME), both);
    assertEquals(go(both, "run_command", ME), 50010);
    assertEquals(go(both, "start_session", ME), 50010);
    assertEquals(go(both, "start_session", "third"), 50008);
    assertEquals(go(both, "run_transfer", ME), 50005);
    assertEquals(go(STATES["another's session"], "run_command", ME), 50006);
    assertEquals(lockOwnerOf(stateOf(both), off), null);
  },
);

Deno.test("decide: a refusal says who is in the way", () => {
  const facts = (state: SeedState, type: LeaseEvent["type"]) => {
    const refusal = decide(stateOf(state), eventOf(type), { commandLock: "on" });
    assert(refusal instanceof AppError);
    return refusal.facts;
  };
  assertEquals(facts(STATES["another's session"], "start_session"), { session_owner: OTHER });
  assertEquals(facts(STATES["joined session"], "join_session"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's session"], "end_session"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's session"], "run_command"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's session"], "run_transfer"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's lock"], "start_session"), { lock_owner: OTHER });
  assertEquals(facts(STATES["another's lock"], "run_command"), { lock_owner: OTHER });
});

Deno.test("decide: only the token of the active session joins, and no text shows it", () => {
  const join = (token: string) => {
    const state = stateOf(STATES["another's session"]);
    return decide(state, eventOf("join_session", ME, token), { commandLock: "on" });
  };
  const joined = join(TOKEN);
  assert(!(joined instanceof AppError));
  assertEquals(seedOf(joined), STATES["joined session"]);
  for (const token of ["", "x", TOKEN.toUpperCase(), `${TOKEN} `]) {
    const refusal = join(token);
    assert(refusal instanceof AppError);
    assertEquals([refusal.code, refusal.facts], [50007, {}]);
    assert(!refusal.detail?.includes(TOKEN));
  }
});

Deno.test(
  "lockOwnerOf: the first that runs something without a session, while the lock is on",
  () => {
    const on = { commandLock: "on" } as const;
    const ownerIn = (state: SeedState) => lockOwnerOf(stateOf(state), on);
    assertEquals(lockOwnerOf(FREE, on), null);
    assertEquals(ownerIn(STATES["another's lock"]), OTHER);
    assertEquals(ownerIn({ session: null, running: [OTHER, ME] }), OTHER);
    assertEquals(ownerIn(STATES["my session, busy"]), null);
    for (const commandLock of ["server", "off"] as const) {
      assertEquals(lockOwnerOf(stateOf(STATES["another's lock"]), { commandLock }), null);
    }
  },
);
