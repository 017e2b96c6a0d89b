import { assert, assertEquals, assertThrows } from "@std/assert";
import { openAttempt, type RunView } from "../../src/domain/run.ts";
import { AppError } from "../../src/errors.ts";
import { advance } from "../../src/jobs/advance.ts";
import type { AttemptResult, RunEffect, RunEvent } from "../../src/jobs/run_event.ts";
import { momentAfter, queued } from "./run_views.ts";

const RUN = { name: "run", command: { server: "mdwap1p", run: "true" } };
const COPY = { name: "copy", transfer: { name: "daily" } };
const ASK = { name: "ask", approval: { timeout_seconds: 60 } };
const GRANTED: RunEvent = { type: "granted", leaseId: 7, fence: 11 };
const GOOD: AttemptResult = { exitCode: 0, signal: null, isStopped: false };
const BAD: AttemptResult = { exitCode: 3, signal: null, isStopped: false };
const FAULT = new AppError("SSH_CONNECTION_LOST", "mdwap1p is out of reach");

/** Run in the course of its events. */
class Course {
  /** Effects of the last event. */
  effects: readonly RunEffect[] = [];

  constructor(public view: RunView) {}

  /** Serves events at once. */
  on(...events: RunEvent[]): this {
    for (const event of events) this.at(0, event);
    return this;
  }

  /** Serves an event, some milliseconds after the time of the tests. */
  at(ms: number, event: RunEvent): this {
    ({ view: this.view, effects: this.effects } = advance(this.view, event, momentAfter(ms)));
    return this;
  }

  /** Serves events of the open attempt. */
  attempt(...events: ("launched" | "uncertain" | "never" | "lost" | AttemptResult)[]): this {
    for (const event of events) this.on(attemptEvent(this.attemptId, event));
    return this;
  }

  get attemptId(): string {
    return openAttempt(this.view)?.id ?? "none";
  }

  get kinds(): string[] {
    return this.effects.map(({ kind }) => kind);
  }

  /** States of the run and of its steps. */
  get states(): string[] {
    return [this.view.run.state, ...this.view.run.steps.map(({ state }) => state)];
  }
}

function attemptEvent(attempt: string, event: string | AttemptResult): RunEvent {
  if (typeof event !== "string") return { type: "ended", attempt, result: event };
  if (event === "lost") return { type: "lost", attempt, error: FAULT };
  if (event === "launched") return { type: "launched", attempt, isFollowed: false };
  return { type: event as "never", attempt };
}

/** Returns a run of `steps` whose first attempt is planned. */
function begun(...steps: Parameters<typeof queued>[0]["steps"]): Course {
  return new Course(queued({ steps })).on({ type: "begin" }, GRANTED);
}

Deno.test("advance: a run without a gate asks for its servers, and plans its first step", () => {
  const course = new Course(queued({ steps: [RUN] })).on({ type: "begin" });
  assertEquals([course.states, course.kinds], [["waiting", "pending"], ["acquire"]]);
  course.on(GRANTED);
  assertEquals([course.states, course.kinds], [["running", "running"], ["launch"]]);
  const { fence, no, state } = course.view.attempts[0] ?? {};
  assertEquals({ fence, no, state }, { fence: 11, no: 1, state: "planned" });
});

Deno.test("advance: steps run one after the other, and the last one ends the run", () => {
  const course = begun(RUN, COPY).attempt("launched");
  assertEquals(course.kinds, ["follow"]);
  course.attempt(GOOD);
  assertEquals([course.states, course.kinds], [
    ["running", "succeeded", "running"],
    ["clean", "transfer"],
  ]);
  course.attempt({ ...GOOD, exitCode: null, copied: { files: 2, bytes: 9 } });
  assertEquals([course.states, course.kinds], [["succeeded", "succeeded", "succeeded"], [
    "release",
  ]]);
  assertEquals(course.view.run.steps[1]?.files, 2);
  course.on({ type: "released" });
  assertEquals(course.view.run.lease_id, null);
});

Deno.test("advance: a stop phrase completes a command, or a good exit code", () => {
  const phrase = { ...RUN, stop_phrase: "READY" };
  const codes = { ...RUN, success: { exit_codes: [0, 3] } };
  const ending = (step: typeof RUN, result: AttemptResult) =>
    begun(step).attempt("launched", result).view.run;
  assertEquals(ending(RUN, BAD).error_code, 52001);
  assertEquals(ending(RUN, BAD).steps[0]?.error_code, 50000);
  assertEquals(ending(codes, BAD).state, "succeeded");
  assertEquals(ending(phrase, { ...BAD, isStopped: true }).state, "succeeded");
  assertEquals(ending(phrase, GOOD).state, "succeeded");
  assertEquals(ending(phrase, BAD).state, "failed");
  assertEquals(ending(RUN, { ...GOOD, exitCode: null, signal: "KILL" }).state, "failed");
  assertEquals(ending(RUN, { ...GOOD, error: FAULT }).steps[0]?.error_code, 20005);
});

Deno.test("advance: a failed step is tried again after a back-off that doubles", () => {
  const course = begun({ ...RUN, retry: { attempts: 3, backoff_seconds: 10 } });
  course.attempt("launched", BAD);
  assertEquals(course.states, ["running", "retry_wait"]);
  const until = (course: Course) =>
    course.effects.find((effect) => effect.kind === "sleep")?.untilMs;
  assertEquals(until(course), momentAfter(10_000).nowMs);
  course.at(9_999, { type: "due" });
  assertEquals(course.kinds, ["sleep"]);
  course.at(10_000, { type: "due" });
  assertEquals([course.states[1], course.kinds], ["running", ["launch"]]);
  course.attempt("launched", BAD);
  assertEquals(until(course), momentAfter(20_000).nowMs);
  course.at(20_000, { type: "due" }).attempt("launched", BAD);
  assertEquals(course.states, ["failed", "failed"]);
  assertEquals(new Set(course.view.attempts.map(({ id }) => id)).size, 3);
});

Deno.test("advance: an attempt that never started is made anew under another id", () => {
  const course = begun(RUN);
  const first = course.attemptId;
  course.attempt("never");
  assert(course.attemptId !== first);
  assertEquals([course.kinds, course.view.run.steps[0]?.try], [["clean", "launch"], 1]);
  course.attempt("never", "never", "never", "never", "never");
  assertEquals(course.states, ["failed", "failed"]);
  assertEquals(course.view.run.steps[0]?.error_code, 22005);
});

Deno.test("advance: a launch whose outcome is unknown is asked about, with a new fence", () => {
  const course = begun(RUN).attempt("uncertain");
  assertEquals(course.kinds, ["acquire"]);
  course.on({ ...GRANTED, fence: 12 });
  assertEquals([course.kinds, course.view.run.fence], [["adopt"], 12]);
});

Deno.test("advance: a start of the service launches nothing that may have started", () => {
  for (const before of [[], ["launched"]] as const) {
    const course = begun(RUN).attempt(...before).on({ type: "begin" });
    assertEquals(course.kinds, ["acquire"]);
    course.on({ ...GRANTED, fence: 12 });
    assertEquals(course.kinds, ["adopt"]);
  }
  const copying = begun(COPY).on({ type: "begin" }, GRANTED);
  assertEquals(copying.kinds, ["transfer"]);
  assertEquals(copying.view.attempts.map(({ state }) => state), ["unknown", "planned"]);
  const stored = begun(RUN).attempt("launched", GOOD).on({ type: "begin" });
  assertEquals(stored.kinds, ["clean", "release"]);
});

Deno.test("advance: a command with an unknown end is asked about, failed or tried again", () => {
  const course = begun(RUN, COPY).attempt("launched", "lost");
  assertEquals([course.states, course.kinds], [["paused", "unknown", "pending"], ["clean"]]);
  assertEquals(course.view.run.steps[0]?.error_code, 52002);
  const failed = begun({ ...RUN, on_unknown: "fail" }).attempt("launched", "lost");
  assertEquals([failed.states, failed.view.run.error_code], [["failed", "failed"], 52002]);
  const again = { ...RUN, on_unknown: "retry", idempotent: true } as const;
  assertEquals(begun(again).attempt("launched", "lost").kinds, ["clean", "launch"]);
});

Deno.test("advance: a step tells that the end of its output is missing", () => {
  const detail = (result: AttemptResult) =>
    begun(RUN).attempt("launched", { ...result, isCut: true }).view.run.steps[0]?.error_detail;
  const missing = "The end of the output is missing: is the disk of mdwap1p full?";
  assertEquals(detail(GOOD), missing);
  assertEquals(detail(BAD), `The command ended with exit code 3. ${missing}`);
});

Deno.test("advance: a person decides about a command with an unknown end", () => {
  const decided = (decision: "succeeded" | "failed" | "retry") =>
    begun(RUN, RUN).attempt("launched", "lost").on({
      type: "decided",
      decision: { path: "1", decision, by: "ann", comment: null },
    });
  assertEquals(decided("failed").states, ["failed", "failed", "pending"]);
  const retry = decided("retry");
  assertEquals([retry.states, retry.kinds], [["running", "pending", "pending"], ["acquire"]]);
  assertEquals(retry.on(GRANTED).states, ["running", "running", "pending"]);
  assertEquals(decided("succeeded").on(GRANTED).states, ["running", "succeeded", "running"]);
});

Deno.test("advance: a step waits for an approval, and the run for nothing else meanwhile", () => {
  const approval = (decision: "approve" | "reject"): RunEvent => {
    return { type: "decided", decision: { path: "1", decision, by: "ann", comment: "no" } };
  };
  const course = begun(ASK, RUN);
  assertEquals([course.states, course.kinds], [["paused", "waiting_approval", "pending"], [
    "sleep",
  ]]);
  const wrong = {
    type: "decided",
    decision: { path: "2", decision: "approve", by: null, comment: null },
  };
  assertThrows(() => course.on(wrong as RunEvent), AppError, "Operation not allowed");
  assertEquals(course.on(approval("approve")).states, ["running", "succeeded", "running"]);
  const rejected = begun(ASK, RUN).on(approval("reject")).view.run;
  assertEquals([rejected.state, rejected.error_code], ["failed", 52004]);
  assertEquals(begun(ASK, RUN).at(59_999, { type: "due" }).kinds, ["sleep"]);
  assertEquals(begun(ASK, RUN).at(60_000, { type: "due" }).view.run.error_code, 52004);
  const late = { ...ASK, approval: { ...ASK.approval, on_timeout: "approve" } } as const;
  assertEquals(begun(late, RUN).at(60_000, { type: "due" }).states.slice(1), [
    "succeeded",
    "running",
  ]);
  assertEquals(begun(ASK, RUN).on({ type: "begin" }, GRANTED).kinds, ["sleep"]);
});

Deno.test("advance: the gate comes before the servers, and after a long wait again", () => {
  const gate = { max_age_seconds: 60 };
  const course = new Course(queued({ gate, steps: [RUN] })).on({ type: "begin" });
  assertEquals([course.states[0], course.kinds], ["gating", ["gate"]]);
  course.on({ type: "gate_passed" });
  assertEquals(course.kinds, ["acquire"]);
  course.at(60_001, GRANTED);
  assertEquals([course.states[0], course.kinds], ["gating", ["gate"]]);
  course.on({ type: "gate_failed", error: FAULT, isFinal: false });
  assertEquals(course.kinds, ["release"]);
  course.on({ type: "released" });
  assertEquals(course.kinds, ["gate"]);
  course.on({ type: "gate_passed" }, GRANTED);
  assertEquals(course.states, ["running", "running"]);
  const failed = new Course(queued({ gate, steps: [RUN] })).on(
    { type: "begin" },
    { type: "gate_failed", error: FAULT, isFinal: true },
  );
  assertEquals([failed.view.run.error_code, failed.kinds], [20005, []]);
});

Deno.test("advance: a cancellation stops what runs, and the run ends after it", () => {
  const cancel: RunEvent = { type: "cancel_asked" };
  const waiting = new Course(queued({ steps: [RUN] })).on({ type: "begin" }, cancel);
  assertEquals([waiting.states, waiting.kinds], [["cancelled", "pending"], ["stop"]]);
  const running = begun(RUN, RUN).attempt("launched").on(cancel);
  assertEquals([running.states[0], running.kinds], ["cancelling", ["cancel"]]);
  assertThrows(() => running.on(cancel), AppError);
  running.attempt({ exitCode: 130, signal: null, isStopped: false });
  assertEquals([running.states, running.kinds], [
    ["cancelled", "cancelled", "pending"],
    ["clean", "release"],
  ]);
  assertThrows(() => running.on(cancel), AppError);
  const launching = begun(RUN).on(cancel);
  assertEquals([launching.states[0], launching.kinds], ["cancelling", []]);
  assertEquals(launching.attempt("launched").kinds, ["follow", "cancel"]);
  assertEquals(begun(RUN).on(cancel).attempt("never").states, ["cancelled", "cancelled"]);
  assertEquals(begun(COPY).on(cancel).kinds, ["stop", "release"]);
  assertEquals(begun(ASK, RUN).on(cancel).states, ["cancelled", "cancelled", "pending"]);
});

Deno.test("advance: servers that are granted after the end are released", () => {
  const course = new Course(queued({ steps: [RUN] })).on({ type: "begin" }, {
    type: "cancel_asked",
  });
  assertEquals(course.on(GRANTED).kinds, ["release"]);
});

Deno.test("advance: a run that an administrator ends stops its command, and fails", () => {
  const error = new AppError("NOT_ALLOWED", "The night batch needs the servers");
  const course = begun(RUN).attempt("launched").on({ type: "taken_over", error });
  assertEquals(course.kinds, ["cancel"]);
  course.attempt({ exitCode: 130, signal: null, isStopped: false });
  assertEquals([course.view.run.state, course.view.run.error_code], ["failed", 14000]);
  assertEquals(course.kinds, ["clean", "release"]);
});

Deno.test("advance: a run that servers refuse launches nothing more", () => {
  const course = begun(RUN).on({ type: "lease_lost", error: FAULT });
  assertEquals([course.states, course.kinds], [["failed", "unknown"], ["stop", "release"]]);
  assertEquals(course.attempt("launched").kinds, []);
});

Deno.test("advance: a run of a restored database waits for a decision, wherever it was", () => {
  const restored: RunEvent = { type: "restored", error: FAULT };
  const course = begun(RUN).attempt("launched").on(restored);
  assertEquals([course.states, course.kinds], [["paused", "unknown"], ["stop"]]);
  assertEquals(course.view.run.steps[0]?.error_code, 52002);
  assertEquals(course.view.attempts.map(({ state }) => state), ["unknown"]);
  const waiting = new Course(queued({ steps: [RUN] })).on({ type: "begin" }, restored);
  waiting.on({
    type: "decided",
    decision: { path: "1", decision: "retry", by: null, comment: null },
  });
  assertEquals([waiting.states, waiting.kinds], [["waiting", "pending"], ["acquire"]]);
  assertEquals(waiting.on(GRANTED).kinds, ["launch"]);
});
