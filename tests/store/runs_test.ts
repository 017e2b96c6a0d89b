import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Attempt, RunChange } from "../../src/domain/run.ts";
import { AppError } from "../../src/errors.ts";
import type { Store } from "../../src/store/open_store.ts";
import { queued } from "../jobs/run_views.ts";
import { outsider, storeFolder } from "./folder.ts";

const NOW = "2026-01-31T12:00:00.000Z";
const RUN = { name: "run", command: { server: "mdwap1p", run: "true" } };

function attempt(fields: Partial<Attempt> = {}): Attempt {
  return {
    id: crypto.randomUUID(),
    path: "1",
    no: 1,
    server_name: "mdwap1p",
    fence: 5,
    nonce: "nonce",
    state: "planned",
    recorded_bytes: 0,
    spool_start: null,
    phrase_end: null,
    launched_at: null,
    ...fields,
  };
}

/** Adds a run of one step, and returns it. */
function added(store: Store, steps = [RUN]) {
  const { run, definition } = queued({ steps });
  const stored = { ...run, hash: store.jobs.keep(definition) };
  store.runs.create(stored);
  return stored;
}

/** Adds a run with an attempt under the fence 5. */
function attempted(store: Store) {
  const run = added(store);
  const plan = attempt();
  store.runs.change(run, [
    { kind: "run", fields: { state: "running", lease_id: 3, fence: 5 } },
    { kind: "plan", attempt: plan },
  ], { now: NOW });
  return { run: { ...run, state: "running", fence: 5 } as const, plan };
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Returns the kept output of an attempt, with a mark where bytes are left out. */
function textOf(store: Store, id: string, from = 0): string {
  let end = from;
  let text = "";
  for (const piece of store.runs.output.read(id, { from, limit: 1_000 })) {
    if (piece.offset > end) text += `<${piece.offset - end}>`;
    text += new TextDecoder().decode(piece.bytes.slice(Math.max(0, end - piece.offset)));
    end = piece.offset + piece.bytes.length;
  }
  return text;
}

Deno.test("RunStore.change: commits all changes, and is read as it was written", () => {
  using folder = storeFolder();
  using store = folder.open();
  const run = added(store, [RUN, RUN]);
  assertEquals(store.runs.view(run.run_id)?.run, run);
  const plan = attempt();
  const changes: RunChange[] = [
    { kind: "run", fields: { state: "running", lease_id: 3, fence: 5 } },
    { kind: "step", path: "2", fields: { state: "running", try: 1, attempt_id: plan.id } },
    { kind: "plan", attempt: plan },
    { kind: "decision", decision: { path: "1", decision: "approve", by: "ann", comment: null } },
  ];
  assert(store.runs.change(run, changes, { now: NOW }));
  const view = store.runs.view(run.run_id);
  assertEquals(view?.attempts, [plan]);
  assertEquals(view?.run.steps.map(({ state }) => state), ["pending", "running"]);
  assertEquals([view?.run.state, view?.run.fence], ["running", 5]);
});

Deno.test("RunStore.change: changes nothing under an older fence or from another state", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { run, plan } = attempted(store);
  const end: RunChange = { kind: "run", fields: { state: "failed" } };
  assertEquals(store.runs.change({ ...run, fence: 4 }, [end], { now: NOW }), false);
  assertEquals(store.runs.change({ ...run, state: "paused" }, [end], { now: NOW }), false);
  assertEquals(store.runs.view(run.run_id)?.run.state, "running");
  // The open attempt is under the fence of its run.
  assert(store.runs.change(run, [{ kind: "run", fields: { fence: 6 } }], { now: NOW }));
  assertEquals(store.runs.view(run.run_id)?.attempts[0], { ...plan, fence: 6 });
});

Deno.test("RunStore.change: changes nothing under another lease, or after a later grant", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { run } = attempted(store);
  const end: RunChange = { kind: "run", fields: { state: "failed" } };
  const { run_id: runId } = run;
  const [servers, ownerName, reason] = [["mdwap1p"], null, null];
  const row = { leaseId: 3, runId, fence: 5, ownerName, servers, reason, since: NOW };
  const lease = { leaseId: 3, fence: 5 };
  const change = () => store.runs.change(run, [end], { now: NOW, lease });
  assertEquals(change(), false);
  for (const others of [{ fence: 6 }, { leaseId: 4 }, { runId: crypto.randomUUID() }]) {
    store.leases.save([{ ...row, ...others }]);
    assertEquals(change(), false);
  }
  store.leases.save([row]);
  assert(change());
});

Deno.test("RunStore.change: a failure in the middle changes nothing", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { run, plan } = attempted(store);
  const error = assertThrows(() =>
    store.runs.change(run, [
      { kind: "run", fields: { state: "failed" } },
      { kind: "plan", attempt: plan },
    ], { now: NOW }), AppError);
  assertEquals(error.code, 41000);
  assertEquals(store.runs.view(run.run_id)?.run.state, "running");
});

Deno.test("RunStore: fails while another program locks the file, and works after it", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { run, plan } = attempted(store);
  const other = outsider(folder.file);
  other.exec("BEGIN IMMEDIATE");
  const piece = { offset: 0, bytes: bytes("a"), spool_start: 0, phrase_end: null };
  const refused = [
    () => store.runs.create({ ...run, run_id: crypto.randomUUID() }),
    () => store.runs.change(run, [{ kind: "run", fields: { state: "failed" } }], { now: NOW }),
    () => store.runs.output.append(plan, piece),
    () => store.jobs.fire("job", NOW, undefined),
  ];
  for (const write of refused) {
    assertEquals(assertThrows(write, AppError).code, 41000);
  }
  other.exec("ROLLBACK");
  other.close();
  assert(store.runs.output.append(plan, piece));
});

Deno.test("RunStore.unfinished: has runs that go on, and those of which something is left", () => {
  using folder = storeFolder();
  using store = folder.open();
  const going = added(store);
  const { run: leased } = attempted(store);
  const { run: kept, plan } = attempted(store);
  const { run: over } = attempted(store);
  const ended = { state: "succeeded", ended_at: NOW } as const;
  store.runs.change(leased, [{ kind: "run", fields: ended }], { now: NOW });
  store.runs.change(kept, [
    { kind: "run", fields: { ...ended, lease_id: null } },
    { kind: "attempt", id: plan.id, fields: { state: "ended" } },
  ], { now: NOW });
  store.runs.change(over, [{ kind: "run", fields: { ...ended, lease_id: null } }], { now: NOW });
  assertEquals(
    store.runs.unfinished().map(({ run }) => run.run_id).sort(),
    [going, leased, kept].map(({ run_id }) => run_id).sort(),
  );
});

Deno.test("RunStore.list: filters, pages, and leaves out runs on servers that are not seen", () => {
  using folder = storeFolder();
  using store = folder.open();
  const first = added(store);
  const second = added(store);
  store.runs.create({ ...first, run_id: crypto.randomUUID(), servers: ["*"] });
  const ids = (filter: object) =>
    store.runs.list({ limit: 9, ...filter }).map(({ run_id }) => run_id);
  assertEquals(ids({ servers: ["mdwap1p", "b"] }), [second.run_id, first.run_id]);
  assertEquals(ids({ servers: ["b"] }), []);
  assertEquals(ids({ job: "other" }), []);
  assertEquals(ids({ state: "queued" }).length, 3);
  const [, row] = store.runs.list({ limit: 9 });
  assertEquals(ids({ before: row?.id }), [first.run_id]);
});

Deno.test("AttemptOutput.append: takes each byte once, at its offset, under the fence", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { plan } = attempted(store);
  const { output } = store.runs;
  const piece = (offset: number, text: string) =>
    output.append(plan, { offset, bytes: bytes(text), spool_start: 9, phrase_end: null });
  assertEquals([piece(0, "one"), piece(0, "one"), piece(4, "x"), piece(3, "two")], [
    true,
    false,
    false,
    true,
  ]);
  const stale = { ...plan, fence: 4 };
  const later = { offset: 6, bytes: bytes("x"), spool_start: null, phrase_end: null };
  assertEquals(output.append(stale, later), false);
  assertEquals([textOf(store, plan.id), textOf(store, plan.id, 4)], ["onetwo", "wo"]);
  assertEquals(output.size(plan.id), 6);
});

Deno.test("AttemptOutput.cut: drops what follows, inside a piece too", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { plan } = attempted(store);
  const { output } = store.runs;
  output.append(plan, { offset: 0, bytes: bytes("one"), spool_start: 0, phrase_end: null });
  output.append(plan, { offset: 3, bytes: bytes("two"), spool_start: 0, phrase_end: null });
  output.cut(plan, 2);
  assertEquals([textOf(store, plan.id), output.size(plan.id)], ["on", 2]);
});

Deno.test("AttemptOutput: keeps the beginning and the end of too much output", () => {
  using folder = storeFolder();
  using store = folder.open({ jobOutputBytes: 8 });
  const { plan } = attempted(store);
  const { output } = store.runs;
  for (let offset = 0; offset < 20; offset += 2) {
    const text = String.fromCharCode(97 + offset, 98 + offset);
    output.append(plan, { offset, bytes: bytes(text), spool_start: 0, phrase_end: null });
  }
  assertEquals(textOf(store, plan.id), "abcd<12>qrst");
  assertEquals(output.size(plan.id), 20);
});

Deno.test("JobDefinitions: a job has the last definition, and a run keeps its own", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { definition } = queued({ steps: [RUN] });
  const options = { source: "a.json", updated_by: null, now: NOW };
  const hash = store.jobs.save(definition, options);
  const run = { ...queued({ steps: [RUN] }).run, hash };
  store.runs.create(run);
  const changed = { ...definition, description: "changed" };
  assert(store.jobs.save(changed, options) !== hash);
  assertEquals(store.jobs.all().map(({ definition }) => definition), [changed]);
  assertEquals(store.runs.view(run.run_id)?.definition, definition);
  store.jobs.remove("job");
  assertEquals(store.jobs.all(), []);
});

Deno.test("JobDefinitions.fire: a time has one run, however often it is recorded", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { run } = queued({ steps: [RUN] });
  assertEquals(store.jobs.lastFire("job"), undefined);
  assert(store.jobs.fire("job", NOW, run));
  const again = { ...run, run_id: crypto.randomUUID() };
  assertEquals(store.jobs.fire("job", NOW, again), false);
  assertEquals(store.runs.list({ limit: 9 }).length, 1);
  assertEquals(store.jobs.lastFire("job"), NOW);
});

Deno.test("prune: deletes old runs with all that belongs to them, and no others", () => {
  using folder = storeFolder();
  using store = folder.open();
  const { run, plan } = attempted(store);
  const { plan: going } = attempted(store);
  for (const owner of [plan, going]) {
    const piece = { offset: 0, bytes: bytes("a"), spool_start: 0, phrase_end: null };
    store.runs.output.append(owner, piece);
  }
  const fields = { state: "succeeded", ended_at: NOW, lease_id: null } as const;
  store.runs.change(run, [{ kind: "run", fields }], { now: NOW });
  const later = Date.parse(NOW) + 100 * 86_400_000;
  store.prune(later);
  store.prune(later);
  assertEquals(store.runs.view(run.run_id), undefined);
  assertEquals([textOf(store, plan.id), textOf(store, going.id)], ["", "a"]);
  const file = outsider(folder.file);
  for (const table of ["step_runs", "attempts", "job_runs"]) {
    assertEquals(file.prepare(`SELECT count(*) FROM ${table}`).value(), [1], table);
  }
  file.close();
});
