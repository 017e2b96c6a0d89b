import type { Mutant } from "./mutant.ts";

const ROOM = "src/jobs";
const FAULTS = ["tests/jobs/run_faults_test.ts"];
const OLDER = ["tests/jobs/older_database_test.ts"];
const ADVANCE = ["tests/jobs/advance_test.ts"];

/** Faults of the room `jobs/`. */
export const JOBS_MUTANTS: readonly Mutant[] = [
  {
    fault: "a restart launches a command again that may run",
    file: `${ROOM}/advance.ts`,
    find: 'if (attempt.server_name !== null) return turn.effect({ kind: "adopt", attempt });',
    replace: 'if (attempt.server_name !== null) return turn.effect({ kind: "launch", attempt });',
    tests: ADVANCE,
  },
  {
    fault: "a lost attempt stays on its server",
    file: `${ROOM}/advance_attempt.ts`,
    find: '  turn.effect({ kind: "clean", attempt });',
    replace: "",
    tests: ADVANCE,
  },
  {
    fault: "a step does not tell that its output is cut",
    file: `${ROOM}/follow_command.ts`,
    find: "isCut: !end.isWhole && !this.#isHungUp,",
    replace: "",
    tests: ["tests/jobs/full_disk_test.ts"],
  },
  {
    fault: "attempts that no run knows stay on servers",
    file: `${ROOM}/run_servers.ts`,
    find: "if (fence !== undefined) this.#options.onReleased(names, fence.number);",
    replace: "",
    tests: FAULTS,
  },
  {
    fault: "a fence above ours does not tell of a restored database",
    file: `${ROOM}/fence.ts`,
    find: "const isHigher = highest > this.number;",
    replace: "const isHigher = false;",
    tests: FAULTS,
  },
  {
    fault: "the service does not end a command whose spool is full",
    file: `${ROOM}/follow_command.ts`,
    find: "      this.#limitSpool();\n",
    replace: "",
    tests: ["tests/jobs/run_steps_test.ts"],
  },
  {
    fault: "a server keeps more output than the limit while the service is away",
    file: `${ROOM}/run_acts.ts`,
    find: "spoolBytes: this.#ports.spoolBytes, signal },",
    replace: "signal },",
    tests: ["tests/jobs/run_steps_test.ts"],
  },
  {
    fault: "a watching tells the end of a run before those of its steps",
    file: "src/operations/watch_run.ts",
    find: 'if (!isOver || told.size === 0) yield* news(told, "run", runStatus);',
    replace: 'yield* news(told, "run", runStatus);',
    tests: ["tests/jobs/run_steps_test.ts"],
  },
  {
    fault: "everyone is told the end of a run before those of its steps",
    file: `${ROOM}/run_broadcast.ts`,
    find: "const isLast = hasEnded(run);",
    replace: "const isLast = false;",
    tests: ["tests/jobs/run_steps_test.ts"],
  },
  {
    fault: "a run tells over HTTP what it waited for before",
    file: `${ROOM}/run_broadcast.ts`,
    find: "if (isMoved) this.#waits.delete(run.run_id);",
    replace: "",
    tests: FAULTS,
  },
  {
    fault: "a gate believes a result of any age",
    file: "src/health/passed_layers.ts",
    find: "ageMs >= 0 && ageMs <= maxAgeMs",
    replace: "ageMs >= 0",
    tests: ["tests/jobs/run_steps_test.ts"],
  },
  {
    fault: "a plan tells nothing of its transfers",
    file: `${ROOM}/run_plan.ts`,
    find: "Promise.all([...commands, ...transfers])",
    replace: "Promise.all(commands)",
    tests: ["tests/jobs/run_steps_test.ts"],
  },
  {
    fault: "a run is written after a later grant of its lease",
    file: "src/store/runs.ts",
    find: "(lease === undefined || has(held, lease.leaseId, lease.fence))",
    replace: "true",
    tests: ["tests/store/runs_test.ts"],
  },
  {
    fault: "launches after a backup are not noticed",
    file: `${ROOM}/launch_mark.ts`,
    find: "return Number(count) > known.attempts.length;",
    replace: "return false;",
    tests: OLDER,
    filter: "an older database",
  },
  {
    fault: "runs after a backup are not noticed",
    file: `${ROOM}/launch_mark.ts`,
    find: "return Date.parse(createdAt) > Date.now() - historyDays * DAY_MS;",
    replace: "return false;",
    tests: OLDER,
    filter: "isLost",
  },
  {
    fault: "a restored database is told again by each server",
    file: `${ROOM}/job_runs.ts`,
    find: "if (this.#evidence.has(evidence)) return;",
    replace: "",
    tests: OLDER,
    filter: "an older database",
  },
];
