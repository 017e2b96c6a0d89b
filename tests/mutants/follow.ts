import type { Mutant } from "./mutant.ts";

/** Faults of what a client is told of the service, of other clients, and of its own past. */
export const FOLLOW_MUTANTS: readonly Mutant[] = [
  {
    fault: "the welcome has the time of a session in place of the time for a resume",
    file: "src/app.ts",
    find: "resume_seconds: resumeSeconds,",
    replace: "resume_seconds: sessionIdleSeconds,",
    tests: ["tests/sockets/frames_test.ts"],
    filter: "welcome",
  },
  {
    fault: "a refused resume does not say from where it works",
    file: "src/sockets/socket_client.ts",
    find: "{ facts: { kept_seq: forgottenSeq } }",
    replace: "{}",
    tests: ["tests/operations/resume_test.ts"],
    filter: "not kept any more",
  },
  {
    fault: "running=false lists running operations",
    file: "src/store/operations.ts",
    find: 'filter.running ? "ending IS ?" : "ending IS NOT ?"',
    replace: '"ending IS ?"',
    tests: ["tests/store/history_test.ts"],
    filter: "every filter",
  },
  {
    fault: "running=yes is read as running=false",
    file: "src/protocol/rest/parameters.ts",
    find: '(text === "false" ? false : text)',
    replace: 'text === "false"',
    tests: ["tests/http/history_test.ts"],
    filter: "filters",
  },
  {
    fault: "an operation has the name of the token alone",
    file: "src/store/operations.ts",
    find: "name: client.name,",
    replace: "name: client.principal.name,",
    tests: ["tests/http/history_test.ts"],
    filter: "filters",
  },
  {
    fault: "a command is cut within a character",
    file: "src/domain/history.ts",
    find: "command.slice(0, 2 * LISTED_CHARACTERS)",
    replace: "command.slice(0, LISTED_CHARACTERS)",
    tests: ["tests/store/history_test.ts"],
    filter: "1,000 characters",
  },
  {
    fault: "a resume has an operation whose events are all forgotten",
    file: "src/sockets/socket_client.ts",
    find: "return this.#outbox.isKeeping || this.keepsOutput ? this.#operation : null;",
    replace: "return this.#operation;",
    tests: ["tests/sockets/replay_test.ts"],
    filter: "SocketClient.operation",
  },
];
