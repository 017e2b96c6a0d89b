import { assert, assertEquals } from "@std/assert";
import { decide, type LeaseEvent } from "../../src/domain/lease.ts";
import { FREE, type LeaseRules, type LeaseState } from "../../src/domain/lease_state.ts";
import type { ServerSet } from "../../src/domain/server_set.ts";
import { AppError, type ErrorFacts } from "../../src/errors.ts";

/** State machine under test, one event after the other. */
class Course {
  state: LeaseState = FREE;
  readonly #rules: LeaseRules;

  constructor(commandLock: LeaseRules["commandLock"] = "on") {
    this.#rules = { commandLock };
  }

  /** Returns the code of the refusal; undefined when the event took effect. */
  take(event: LeaseEvent): number | undefined {
    return this.refusal(event)?.code;
  }

  /** Returns the refusal; undefined when the event took effect. */
  refusal(event: LeaseEvent): AppError | undefined {
    const next = decide(this.state, event, this.#rules);
    if (next instanceof AppError) return next;
    this.state = next;
    return undefined;
  }

  start(clientId: string, servers: ServerSet, waitUntilMs?: number): number | undefined {
    return this.take({ type: "start_session", clientId, servers, token: clientId, waitUntilMs });
  }

  run(clientId: string, ...servers: string[]): number | undefined {
    const type = servers.length > 1 ? "run_transfer" : "run_command";
    return this.take({ type, clientId, servers });
  }

  end(clientId: string): number | undefined {
    return this.take({ type: "operation_ended", clientId });
  }

  /** Owners of the sessions that are held, in the order of the asks. */
  get owners(): string[] {
    return this.state.sessions.filter(({ fence }) => fence !== null).map(({ owner }) => owner);
  }
}

Deno.test("decide: sessions on disjoint servers exist at once, overlapping ones do not", () => {
  const course = new Course();
  assertEquals(course.start("x", ["a"]), undefined);
  assertEquals(course.start("y", ["b", "c"]), undefined);
  assertEquals(course.owners, ["x", "y"]);
  const refusal = course.refusal({
    type: "start_session",
    clientId: "z",
    servers: ["c", "d"],
    token: "z",
  });
  assertEquals([refusal?.code, refusal?.facts], [50004, { session_owner: "y" }]);
  assertEquals([course.start("z", "*"), course.start("x", ["d"])], [50004, 50004]);
  const [first, second] = course.state.sessions;
  assert(first?.fence && second?.fence && first.fence < second.fence);
});

Deno.test("decide: inside a session its servers are its members' alone, others are free", () => {
  const course = new Course("off");
  course.start("x", ["a"]);
  assertEquals([course.run("y", "a"), course.run("y", "b"), course.run("x", "a")], [
    50006,
    undefined,
    undefined,
  ]);
  assertEquals(course.state.running.map(({ leaseId }) => leaseId), [null, 1]);
  course.end("x");
  // The owner is a stranger outside of its session.
  assertEquals([course.run("x", "b"), course.state.running[1]?.leaseId], [undefined, null]);
});

Deno.test(
  "decide: the end of a session waits for what runs in it, not for what runs beside",
  () => {
    const course = new Course("off");
    course.start("x", ["a"]);
    course.run("x", "b");
    assertEquals(course.take({ type: "end_session", clientId: "x" }), undefined);
    assertEquals(course.owners, []);
  },
);

Deno.test("decide: end_session with a number ends the client's own session alone", () => {
  const course = new Course();
  course.start("x", ["a"]);
  course.start("y", ["b"]);
  const [own, other] = course.state.sessions.map(({ id }) => id);
  const end = (leaseId: number | undefined, clientId = "x") =>
    course.take({ type: "end_session", clientId, leaseId });
  assertEquals([end(other), end(99), end(undefined, "z"), end(own)], [
    50006,
    50005,
    50006,
    undefined,
  ]);
  assertEquals(course.owners, ["y"]);
});

Deno.test("decide: a transfer needs a session on both of its servers", () => {
  const course = new Course();
  course.start("x", ["a", "b"]);
  course.start("y", ["c"]);
  const refusal = course.refusal({ type: "run_transfer", clientId: "y", servers: ["c", "d"] });
  assertEquals([refusal?.code, refusal?.detail?.includes("lacks a server")], [50005, true]);
  assertEquals([course.run("y", "b", "c"), course.run("z", "d", "e")], [50006, 50005]);
  assertEquals([course.run("x", "a", "b"), course.run("x", "a", "b")], [undefined, 50010]);
});

Deno.test("decide: COMMAND_LOCK=server runs one command a server, on one for all", () => {
  for (const [rule, other] of [["on", 50008], ["server", undefined], ["off", undefined]] as const) {
    const course = new Course(rule);
    assertEquals(course.run("x", "a"), undefined);
    assertEquals(course.run("y", "b"), other, rule);
    assertEquals(course.run("z", "a"), rule === "off" ? undefined : 50008, rule);
  }
});

Deno.test("decide: against sessions, the command lock counts on its own server alone", () => {
  const facts: ErrorFacts = { lock_owner: "x" };
  for (const rule of ["on", "server", "off"] as const) {
    const course = new Course(rule);
    course.run("x", "a");
    assertEquals(course.start("y", ["b"]), undefined, rule);
    const ask = { type: "start_session", clientId: "z", token: "z" } as const;
    for (const servers of [["a"], "*"] as const) {
      const refusal = course.refusal({ ...ask, servers });
      const isTaken = servers === "*";
      assertEquals(refusal?.code, isTaken ? 50004 : 50008, rule);
      if (!isTaken) assertEquals(refusal?.facts, facts);
    }
    // In a session, the lock of others does not count.
    assertEquals(course.run("y", "b"), undefined, rule);
  }
});

Deno.test(
  "decide: an ask that waits comes before later sessions and commands on its servers",
  () => {
    const course = new Course("off");
    course.start("x", ["a"]);
    assertEquals(course.start("y", ["a", "b"], Infinity), undefined);
    assertEquals(course.owners, ["x"]);
    const refusal = course.refusal({ type: "run_command", clientId: "z", servers: ["b"] });
    assertEquals([refusal?.code, refusal?.facts], [50008, { lock_owner: "y" }]);
    assertEquals([course.start("z", ["b"]), course.start("z", ["c"])], [50008, undefined]);
    assertEquals(course.take({ type: "session_lost", clientId: "x" }), undefined);
    assertEquals(course.owners, ["y", "z"]);
  },
);

Deno.test("decide: a client that waits asks for nothing else until it leaves the queue", () => {
  const course = new Course();
  course.start("x", ["a"]);
  course.start("y", ["a"], Infinity);
  const join = { type: "join_session", clientId: "y", token: "x" } as const;
  const codes = [course.start("y", ["b"]), course.run("y", "b"), course.take(join)];
  assertEquals(codes, [50010, 50010, 50010]);
  assertEquals(course.start("x", ["b"], Infinity), 50004, "one session or one ask");
  assertEquals(course.take({ type: "end_session", clientId: "y" }), 50006);
  course.take({ type: "session_lost", clientId: "y" });
  assertEquals(course.start("y", ["b"]), undefined);
});

Deno.test("decide: a client that runs something cannot ask, also when it would wait", () => {
  const course = new Course();
  course.run("x", "a");
  assertEquals([course.start("x", ["b"], Infinity), course.start("x", ["b"])], [50010, 50010]);
});

Deno.test("decide: nobody joins the lease of a run, whose refusals name the run", () => {
  const course = new Course();
  const ask = { type: "start_session", clientId: "run", servers: ["a"], token: "t" } as const;
  assertEquals(course.take({ ...ask, isRun: true }), undefined);
  assertEquals(course.take({ type: "join_session", clientId: "x", token: "t" }), 50007);
  const refusal = course.refusal({ type: "run_command", clientId: "x", servers: ["a"] });
  assertEquals([refusal?.code, refusal?.detail], [50006, "The session belongs to run run"]);
  const before = course.state.sessions[0]?.fence ?? 0;
  course.take({ type: "new_fence", clientId: "run" });
  assert((course.state.sessions[0]?.fence ?? 0) > before);
  assertEquals(course.state.sessions[0]?.fence, course.state.counter);
});
