import { assert, assertEquals } from "@std/assert";
import { AppError } from "../../src/errors.ts";
import {
  decide,
  FREE,
  type LeaseEvent,
  type LeaseState,
  lockOwnerOf,
} from "../../src/domain/lease.ts";

const ME = "me";
const OTHER = "other";

/** Every state that a connection can meet, by the names of the protocol's table. */
const STATES = {
  "free": FREE,
  "my session": { session: { owner: ME, isEnding: false }, running: [] },
  "my session, busy": { session: { owner: ME, isEnding: false }, running: [ME] },
  "my session, ending": { session: { owner: ME, isEnding: true }, running: [ME] },
  "another's session": { session: { owner: OTHER, isEnding: false }, running: [] },
  "another's session, busy": { session: { owner: OTHER, isEnding: false }, running: [OTHER] },
  "my lock": { session: null, running: [ME] },
  "another's lock": { session: null, running: [OTHER] },
} as const satisfies Record<string, LeaseState>;

type StateName = keyof typeof STATES;

/** Result of a request of mine in each state: the next state, or the code of the refusal. */
const TABLE: Record<string, Record<StateName, StateName | number>> = {
  start_session: {
    "free": "my session",
    "my session": 50004,
    "my session, busy": 50004,
    "my session, ending": 50004,
    "another's session": 50004,
    "another's session, busy": 50004,
    "my lock": 50010,
    "another's lock": 50008,
  },
  end_session: {
    "free": 50005,
    "my session": "free",
    "my session, busy": "my session, ending",
    "my session, ending": "my session, ending",
    "another's session": 50006,
    "another's session, busy": 50006,
    "my lock": 50005,
    "another's lock": 50005,
  },
  run_command: {
    "free": "my lock",
    "my session": "my session, busy",
    "my session, busy": 50010,
    "my session, ending": 50010,
    "another's session": 50006,
    "another's session, busy": 50006,
    "my lock": 50010,
    "another's lock": 50008,
  },
  run_transfer: {
    "free": 50005,
    "my session": "my session, busy",
    "my session, busy": 50010,
    "my session, ending": 50010,
    "another's session": 50006,
    "another's session, busy": 50006,
    "my lock": 50005,
    "another's lock": 50005,
  },
  operation_ended: {
    "free": "free",
    "my session": "my session",
    "my session, busy": "my session",
    "my session, ending": "free",
    "another's session": "another's session",
    "another's session, busy": "another's session, busy",
    "my lock": "free",
    "another's lock": "another's lock",
  },
  session_lost: {
    "free": "free",
    "my session": "free",
    "my session, busy": "my session, ending",
    "my session, ending": "my session, ending",
    "another's session": "another's session",
    "another's session, busy": "another's session, busy",
    "my lock": "my lock",
    "another's lock": "another's lock",
  },
};

for (const [type, row] of Object.entries(TABLE)) {
  Deno.test(`decide: ${type} in every state`, () => {
    for (const [name, expected] of Object.entries(row) as [StateName, StateName | number][]) {
      const event = { type, clientId: ME } as LeaseEvent;
      const next = decide(STATES[name], event, { commandLock: true });
      if (typeof expected === "string") assertEquals(next, STATES[expected], name);
      else assertEquals(next instanceof AppError && next.code, expected, name);
    }
  });
}

Deno.test(
  "decide: with COMMAND_LOCK=off, commands of several clients run, and a session waits for them",
  () => {
    const off = { commandLock: false };
    const go = (state: LeaseState, type: LeaseEvent["type"], clientId: string) => {
      const next = decide(state, { type, clientId }, off);
      return next instanceof AppError ? next.code : next;
    };
    const both = { session: null, running: [OTHER, ME] };
    assertEquals(go(STATES["another's lock"], "run_command", ME), both);
    assertEquals(go(both, "run_command", ME), 50010);
    assertEquals(go(both, "start_session", ME), 50010);
    assertEquals(go(both, "start_session", "third"), 50008);
    assertEquals(go(both, "run_transfer", ME), 50005);
    assertEquals(go(STATES["another's session"], "run_command", ME), 50006);
    assertEquals(lockOwnerOf(both, off), null);
  },
);

Deno.test("decide: a refusal says who is in the way", () => {
  const facts = (state: LeaseState, type: LeaseEvent["type"]) => {
    const refusal = decide(state, { type, clientId: ME }, { commandLock: true });
    assert(refusal instanceof AppError);
    return refusal.facts;
  };
  assertEquals(facts(STATES["another's session"], "start_session"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's session"], "end_session"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's session"], "run_command"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's session"], "run_transfer"), { session_owner: OTHER });
  assertEquals(facts(STATES["another's lock"], "start_session"), { lock_owner: OTHER });
  assertEquals(facts(STATES["another's lock"], "run_command"), { lock_owner: OTHER });
});

Deno.test(
  "decide: the end of another's operation does not end a session that waits for its own",
  () => {
    const state = { session: { owner: ME, isEnding: true }, running: [ME, OTHER] };
    assertEquals(
      decide(state, { type: "operation_ended", clientId: OTHER }, { commandLock: false }),
      {
        session: { owner: ME, isEnding: true },
        running: [ME],
      },
    );
  },
);

Deno.test("decide: a session's owner is not refused for what another runs", () => {
  const state = { session: { owner: ME, isEnding: false }, running: [OTHER] };
  assertEquals(decide(state, { type: "run_command", clientId: ME }, { commandLock: true }), {
    ...state,
    running: [OTHER, ME],
  });
});

Deno.test(
  "lockOwnerOf: the first that runs something without a session, while the lock is on",
  () => {
    const on = { commandLock: true };
    assertEquals(lockOwnerOf(FREE, on), null);
    assertEquals(lockOwnerOf(STATES["another's lock"], on), OTHER);
    assertEquals(lockOwnerOf({ session: null, running: [OTHER, ME] }, on), OTHER);
    assertEquals(lockOwnerOf(STATES["my session, busy"], on), null);
    assertEquals(lockOwnerOf(STATES["another's lock"], { commandLock: false }), null);
  },
);
