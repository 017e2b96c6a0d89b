import type { Mutant } from "./mutant.ts";

const RIGHTS = ["tests/operations/job_rights_test.ts"];
const OUTPUT = ["tests/http/step_output_test.ts"];

/** Faults of jobs over HTTP, and of detached commands. */
export const JOBS_API_MUTANTS: readonly Mutant[] = [
  {
    file: "src/http/endpoint_routes.ts",
    fault: "an operator stores jobs",
    find: "    permitRole(principal, role);\n",
    replace: "",
    tests: RIGHTS,
    filter: "an administrator defines",
  },
  {
    file: "src/jobs/jobs.ts",
    fault: "a token for some servers stores a job for others",
    find: "    this.#permitDefinition({ definition }, actor);\n",
    replace: "",
    tests: RIGHTS,
    filter: "obey the same scopes",
  },
  {
    file: "src/jobs/job_views.ts",
    fault: "a token for some servers lists the runs on others",
    find: "servers: scopes.servers",
    replace: "servers: undefined",
    tests: RIGHTS,
    filter: "obey the same scopes",
  },
  {
    file: "src/domain/rights.ts",
    fault: "a detached command needs the scope of jobs",
    find: 'trigger === "command" ? "command" : "job"',
    replace: '"job"',
    tests: ["tests/operations/detach_command_test.ts"],
    filter: "scopes of commands",
  },
  {
    file: "src/http/byte_range.ts",
    fault: "a range ends a byte early",
    find: "Number(last) + 1",
    replace: "Number(last)",
    tests: OUTPUT,
    filter: "byteRange",
  },
  {
    file: "src/http/step_output.ts",
    fault: "a range over the gap has the bytes after it",
    find: "end: Math.min(end, gap.first)",
    replace: "end",
    tests: OUTPUT,
    filter: "JOB_OUTPUT_MIB",
  },
  {
    file: "src/http/read_body.ts",
    fault: "a form of another page can send JSON",
    find: 'mediaType.trim().toLowerCase() !== "application/json"',
    replace: "mediaType === undefined",
    tests: ["tests/http/jobs_api_test.ts"],
    filter: "name the fields",
  },
];
