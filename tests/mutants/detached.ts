import type { Mutant } from "./mutant.ts";

const ROOM = "src/ssh/detached";
const TESTS = ["tests/ssh/detached/detached_test.ts"];
const HOSTS = ["tests/ssh/detached/hosts_test.ts"];

/** Faults of the room `ssh/detached/`. */
export const DETACHED_MUTANTS: readonly Mutant[] = [
  {
    fault: "a launch does not compare the fence",
    file: `${ROOM}/scripts/launch.sh`,
    find: '[ "$2" -lt "$h" ] && {',
    replace: "false && {",
    tests: TESTS,
    filter: "fences",
  },
  {
    fault: "a command that is cut off on its way runs",
    file: `${ROOM}/scripts/launch.sh`,
    find: '[ "$l" = "$K" ] || exit',
    replace: "",
    tests: TESTS,
    filter: "launches, follows",
  },
  {
    fault: "the first bytes after a marker wait for others",
    file: `${ROOM}/joined_chunks.ts`,
    find: "dueMs = hasMarker ? 0 : performance.now() + JOIN_MS;",
    replace: "dueMs = performance.now() + JOIN_MS;",
    tests: ["tests/ssh/detached/joined_chunks_test.ts"],
  },
  {
    fault: "a launch logs in beside a removal",
    file: `${ROOM}/script_calls.ts`,
    find: 'call.name === "launch" && removal !== undefined',
    replace: "false",
    tests: TESTS,
    filter: "launches, follows",
  },
  {
    fault: "two decide on the same start",
    file: `${ROOM}/scripts/shared.sh`,
    find: "  set -C\n",
    replace: "",
    tests: TESTS,
    filter: "fences",
  },
  {
    fault: "a restricted shell runs no script",
    file: `${ROOM}/scripts.ts`,
    find: "Buffer.from(' sh \"$_\"')",
    replace: 'Buffer.from(" sh")',
    tests: HOSTS,
    filter: "rbash",
  },
  {
    fault: "the start time of a process is not compared",
    file: `${ROOM}/scripts/shared.sh`,
    find: '[ "${21}" = "$1" ]',
    replace: "true",
    tests: TESTS,
    filter: "launches, follows",
  },
  {
    fault: "the boot of a supervisor is not compared",
    file: `${ROOM}/scripts/shared.sh`,
    find: '[ "$b" = "$now" ] && ',
    replace: "",
    tests: TESTS,
    filter: "launches, follows",
  },
  {
    fault: "a cancelled command is not killed",
    file: `${ROOM}/scripts/cancel.sh`,
    find: "signal KILL",
    replace: "signal HUP",
    tests: TESTS,
    filter: "launches, follows",
  },
  {
    fault: "a raise lets undecided attempts start",
    file: `${ROOM}/scripts/raise.sh`,
    find: 'claim "$d"',
    replace: "",
    tests: TESTS,
    filter: "fences",
  },
  {
    fault: "attempts of newer leases are collected",
    file: `${ROOM}/scripts/collect.sh`,
    find: '[ "$o" -lt "$f" ] || continue',
    replace: "",
    tests: TESTS,
    filter: "fences",
  },
  {
    fault: "the start of a silent command is held back",
    file: `${ROOM}/end_marker.ts`,
    find: "at += this.#startMark.length - 1;",
    replace: "",
    tests: ["tests/ssh/detached/end_marker_test.ts"],
  },
  {
    fault: "lines after the end are output",
    file: `${ROOM}/spool_reading.ts`,
    find: "this.#marker.read(chunk).subarray(0, left)",
    replace: "this.#marker.read(chunk)",
    tests: HOSTS,
    filter: "no script",
  },
];
