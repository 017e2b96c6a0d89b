import { assert, assertEquals } from "@std/assert";
import { type Attempt, hasEnded, openAttempt, type RunView } from "../../src/domain/run.ts";
import { AppError } from "../../src/errors.ts";
import { advance } from "../../src/jobs/advance.ts";
import type { RunEffect, RunEvent } from "../../src/jobs/run_event.ts";
import type { WrittenJob } from "../../src/protocol/job_definition.ts";
import { NOW_MS, queued } from "./run_views.ts";

/** Number of random courses. */
const COURSES = 3_000;
/** Events of a course after which it has to end by itself. */
const STEPS = 60;

const RUN = { name: "run", command: { server: "a", run: "true" } };
const KINDS: WrittenJob["steps"] = [
  { ...RUN, retry: { attempts: 3, backoff_seconds: 0 } },
  { ...RUN, on_unknown: "fail" },
  { ...RUN, on_unknown: "retry", idempotent: true },
  { name: "copy", transfer: { name: "daily" }, retry: { attempts: 2 } },
  { name: "ask", approval: {} },
];
const FAULT = new AppError("SSH_CONNECTION_LOST", "fault");

/** Returns a generator of random numbers (mulberry32). A seed repeats its course. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** State of a command on its server. */
type Remote = "unknown" | "running" | "exited" | "lost" | "never";

/** Servers, the service and a run between them. Effects come to their outcomes at random. */
class World {
  view: RunView;
  readonly remote = new Map<string, Remote>();
  readonly launches = new Map<string, number>();
  /** Acts under way. A new one replaces those that `stop` or a restart ends. */
  acts: RunEffect[] = [];
  grants = 0;
  releases = 0;
  endings = 0;
  #id = 0;

  constructor(readonly random: (below: number) => number, gated: boolean) {
    const steps = Array.from({ length: 1 + random(3) }, () => KINDS[random(KINDS.length)] ?? RUN);
    const needsWork = steps.every((step) => "approval" in step);
    this.view = queued({ steps: needsWork ? [...steps, RUN] : steps, ...gated && { gate: {} } });
  }

  serve(event: RunEvent): void {
    const before = this.view;
    let next;
    try {
      const newId = `00000000-0000-4000-8000-${String(++this.#id).padStart(12, "0")}`;
      next = advance(before, event, { nowMs: NOW_MS + this.#id, newId, newNonce: newId });
    } catch (error) {
      assert(error instanceof AppError, String(error));
      return;
    }
    this.view = next.view;
    if (hasEnded(before.run)) {
      assertEquals(next.view.run.state, before.run.state);
      assertEquals(next.view.run.steps, before.run.steps);
      assert(next.effects.every(({ kind }) => kind === "release" || kind === "clean"), "acts on");
    } else if (hasEnded(next.view.run)) this.endings++;
    const open = next.view.attempts.filter(({ state }) =>
      state === "planned" || state === "running"
    );
    assert(open.length <= 1, "two open attempts");
    next.effects.forEach((effect) => this.#begin(effect));
  }

  /** Begins an act. A launch reaches its server at once, or never. */
  #begin(effect: RunEffect): void {
    if (effect.kind === "stop") {
      this.acts = this.acts.filter(({ kind }) => kind === "clean" || kind === "release");
      return;
    }
    if (effect.kind === "launch") {
      const { id } = effect.attempt;
      this.launches.set(id, (this.launches.get(id) ?? 0) + 1);
      assertEquals(this.launches.get(id), 1, "launched twice");
      this.#refuseSecond(effect.attempt);
      this.remote.set(id, this.random(4) === 0 ? "never" : "running");
    }
    if (effect.kind === "release") this.releases++;
    this.acts.push(effect);
  }

  /** Refuses an attempt beside one that may run, or after one that did the work of its step. */
  #refuseSecond({ path, id }: Attempt): void {
    for (const other of this.view.attempts) {
      if (other.id === id) continue;
      const remote = this.remote.get(other.id);
      const isAllowed = other.path !== path || other.state === "ended" ||
        other.state === "cleaned" ||
        other.state === "unknown" || remote === "never";
      assert(isAllowed, `attempt ${other.id} may run: ${other.state}, ${remote}`);
    }
  }

  /** Ends one act with a random outcome. Returns false when none is under way. */
  finish(): boolean {
    const act = this.acts.splice(this.random(this.acts.length || 1), 1)[0];
    if (act === undefined) return false;
    const event = this.#outcome(act);
    if (event !== undefined) this.serve(event);
    return true;
  }

  #outcome(act: RunEffect): RunEvent | undefined {
    const { random } = this;
    switch (act.kind) {
      case "gate":
        if (random(3) > 0) return { type: "gate_passed" };
        return { type: "gate_failed", error: FAULT, isFinal: random(4) === 0 };
      case "acquire":
        if (random(20) === 0) return { type: "refused", error: FAULT };
        if (this.view.run.lease_id === null) this.grants++;
        return { type: "granted", leaseId: this.grants, fence: ++this.#id };
      case "release":
        return { type: "released" };
      case "clean":
        return { type: "cleaned", attempt: act.attempt.id };
      case "sleep":
        return undefined;
      case "transfer":
        return random(8) === 0
          ? { type: "lost", attempt: act.attempt.id, error: FAULT }
          : ended(act.attempt, random(3) === 0);
      case "launch":
        if (random(4) === 0) return { type: "uncertain", attempt: act.attempt.id };
        return this.remote.get(act.attempt.id) === "never"
          ? { type: "never", attempt: act.attempt.id }
          : { type: "launched", attempt: act.attempt.id, isFollowed: false };
      case "adopt":
        return this.#adopt(act.attempt);
      case "follow":
        return this.#follow(act.attempt);
      default:
        return undefined;
    }
  }

  #adopt(attempt: Attempt): RunEvent {
    if (this.remote.get(attempt.id) !== "running") return { type: "never", attempt: attempt.id };
    this.acts.push({ kind: "follow", attempt });
    return { type: "launched", attempt: attempt.id, isFollowed: true };
  }

  #follow(attempt: Attempt): RunEvent {
    if (this.random(8) === 0) {
      this.remote.set(attempt.id, "lost");
      return { type: "lost", attempt: attempt.id, error: FAULT };
    }
    this.remote.set(attempt.id, "exited");
    return ended(attempt, this.random(3) === 0);
  }

  /** Does something that nothing in the run causes. */
  disturb(): void {
    const { random, view } = this;
    const step = view.run.steps.find(({ state }) =>
      state === "unknown" || state === "waiting_approval"
    );
    switch (random(12)) {
      case 0:
        return this.serve({ type: "cancel_asked" });
      case 1:
        this.acts = [];
        return this.serve({ type: "begin" });
      case 2:
        return view.run.lease_id === null
          ? undefined
          : this.serve({ type: random(2) === 0 ? "taken_over" : "lease_lost", error: FAULT });
      case 3:
        return random(5) > 0 ? undefined : this.serve({ type: "restored", error: FAULT });
      case 4:
      case 5:
        return this.serve({ type: "due" });
      default:
        if (step === undefined) return;
        this.serve({
          type: "decided",
          decision: {
            path: step.path,
            decision: (["approve", "reject", "succeeded", "failed", "retry"] as const)[random(5)] ??
              "retry",
            by: null,
            comment: null,
          },
        });
    }
  }
}

function ended(attempt: Attempt, isBad: boolean): RunEvent {
  const result = { exitCode: isBad ? 1 : 0, signal: null, isStopped: false };
  return { type: "ended", attempt: attempt.id, result };
}

/** Lets everything come to its end, with a person that decides and a service that stays. */
function settle(world: World): void {
  for (let round = 0; round < 500; round++) {
    while (world.finish());
    if (hasEnded(world.view.run)) return;
    if (openAttempt(world.view) !== undefined && world.acts.length === 0) {
      world.serve({ type: "begin" });
      continue;
    }
    const step = world.view.run.steps.find(({ state }) =>
      state === "unknown" || state === "waiting_approval"
    );
    if (step === undefined) world.serve({ type: "begin" });
    else {
      const decision = step.state === "unknown" ? "succeeded" : "approve";
      world.serve({
        type: "decided",
        decision: { path: step.path, decision, by: null, comment: null },
      });
    }
    world.serve({ type: "due" });
  }
  throw new Error(`never ended: ${JSON.stringify(world.view.run)}`);
}

Deno.test("advance: random courses run no attempt twice, end once, and release servers", () => {
  for (let seed = 1; seed <= COURSES; seed++) {
    const world = new World(randomOf(seed), seed % 3 === 0);
    try {
      world.serve({ type: "begin" });
      for (let step = 0; step < STEPS && !hasEnded(world.view.run); step++) {
        if (world.random(4) === 0) world.disturb();
        else world.finish();
      }
      settle(world);
      assertEquals(world.endings, 1);
      const isHeld = world.view.run.lease_id !== null;
      assert(!isHeld, "the lease is held after the end");
      world.serve({ type: "begin" });
      while (world.finish());
      const kept = world.view.attempts.filter(({ state }) => state === "ended");
      assertEquals(kept.length, 0, "a directory is left");
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
});

Deno.test("advance: without a restart, each grant is released exactly once", () => {
  for (let seed = 1; seed <= COURSES; seed++) {
    const world = new World(randomOf(seed), seed % 3 === 0);
    world.serve({ type: "begin" });
    for (let step = 0; step < STEPS && !hasEnded(world.view.run); step++) {
      world.finish();
      if (world.random(40) === 0) world.serve({ type: "cancel_asked" });
    }
    if (!hasEnded(world.view.run)) continue;
    while (world.finish());
    assertEquals(world.releases, world.grants, `seed ${seed}`);
  }
});
