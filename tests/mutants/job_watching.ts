import type { Mutant } from "./mutant.ts";

const WATCH = "src/client/open_run_watch.ts";
const tests = ["tests/client/job_test.ts"];

/** Faults of the watching of runs, in the client library and on the command line. */
export const JOB_WATCHING_MUTANTS: readonly Mutant[] = [
  {
    fault: "a watching begins at the first byte again after a cut",
    file: WATCH,
    find: "const data = { run_id: this.#runId, offsets: this.#received };",
    replace: "const data = { run_id: this.#runId, offsets: this.offsets };",
    tests,
    filter: "cut sockets",
  },
  {
    fault: "states come again with each opening of a watching",
    file: WATCH,
    find: "const isTold = this.#told.get(key) === text;",
    replace: "const isTold = false;",
    tests,
    filter: "cut sockets",
  },
  {
    fault: "a watching holds all output for a reader that stops",
    file: WATCH,
    find: "if (this.#heldCharacters > WINDOW) this.#askToStop();",
    replace: "",
    tests,
    filter: "a reader that stops",
  },
  {
    fault: "a watching does not go on after a restart of the service",
    file: WATCH,
    find: "readonly survives = true;",
    replace: "readonly survives = false;",
    tests,
    filter: "killed and started again",
  },
  {
    fault: "a start is not asked again when its answer is lost",
    file: "src/client/open_jobs.ts",
    find:
      "return this.#ask(startOf(job, { idempotency_key, ...options }), { isRepeatable: true });",
    replace: "return this.#ask(startOf(job, { idempotency_key, ...options }));",
    tests,
    filter: "its answer is lost",
  },
  {
    fault: "a run that timed out ends with the exit code of its stopped command",
    file: "src/cli/read_run.ts",
    find: "error_code !== COMMAND_FAILED || ",
    replace: "",
    tests: ["tests/cli/exit_codes_test.ts"],
  },
  {
    fault: "commands below session wait are not part of its session",
    file: "src/cli/exec_command.ts",
    find: "await joinedSession(io, call);",
    replace: "",
    tests: ["tests/cli/session_wait_test.ts"],
    filter: "a local command runs",
  },
];
