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
];
