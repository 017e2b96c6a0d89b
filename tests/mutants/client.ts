import type { Mutant } from "./mutant.ts";

/** Faults of the client library. */
export const CLIENT_MUTANTS: readonly Mutant[] = [
  {
    fault: "a resume keeps what the service sends again",
    file: "src/client/inbox.ts",
    find: "this.#receivedSeq = this.#handedSeq;",
    replace: "",
    tests: ["tests/client/cut_client_test.ts"],
  },
  {
    fault: "output is acknowledged that the reader was not handed",
    file: "src/client/inbox.ts",
    find: "this.#takenSeq = this.#handedSeq;",
    replace: "this.#takenSeq = this.#receivedSeq;",
    tests: ["tests/client/operation_test.ts"],
    filter: "window:",
  },
  {
    fault: "output is acknowledged when it comes",
    file: "src/client/inbox.ts",
    find: "      this.#heldCharacters += event.data.length;\n",
    replace: "      this.#heldCharacters += 1;\n      this.#options.onAcknowledge(event.seq);\n",
    tests: ["tests/client/operation_test.ts"],
    filter: "window:",
  },
  {
    fault: "a step whose command fails is completed",
    file: "src/client/running_workflow.ts",
    find: "    if (exit_code === 0) return;",
    replace: "    return;",
    tests: ["tests/client/workflow_test.ts"],
    filter: "a failed step",
  },
  {
    fault: "a second operation is sent beside the first",
    file: "src/client/running_operation.ts",
    find: "this.#connection.receivers.running !== undefined",
    replace: "false",
    tests: ["tests/client/operation_test.ts"],
    filter: "one at a time",
  },
  {
    fault: "an idle client ends when its resume is refused",
    file: "src/client/connection.ts",
    find: 'attempted.kind === "lost" && this.receivers.isBusy',
    replace: 'attempted.kind === "lost"',
    tests: ["tests/client/connection_test.ts"],
    filter: "idle client",
  },
  {
    fault: "a client that another has replaced fights for its connection",
    file: "src/client/state_after.ts",
    find: "case 1000:",
    replace: "case 4000:",
    tests: ["tests/client/connection_test.ts"],
    filter: "without a fight",
  },
  {
    fault: "a wrong token is tried five times",
    file: "src/client/attempt.ts",
    find: "[11000, 11001, 11002]",
    replace: "[]",
    tests: ["tests/client/connection_test.ts"],
    filter: "a token",
  },
];
