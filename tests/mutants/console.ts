import type { Mutant } from "./mutant.ts";

/** Faults of the pure parts of the console. */
export const CONSOLE_MUTANTS: readonly Mutant[] = [
  {
    fault: "a single quote ends the word of a copied command line",
    file: "src/console/views/command/command_line.ts",
    find: `"'", String.raw`,
    replace: `"\0", String.raw`,
    tests: ["tests/console/command_line_test.ts"],
  },
  {
    fault: "the file of an output counts dropped bytes once too little",
    file: "src/console/output/kept_output.ts",
    find: "    this.#droppedBytes += size;\n",
    replace: "    this.#droppedBytes = size;\n",
    tests: ["tests/console/kept_output_test.ts"],
  },
  {
    fault: "a workflow file may have unknown fields",
    file: "src/console/views/workflow/workflow_file.ts",
    find: "if (!known.includes(name))",
    replace: "if (known.length === 0)",
    tests: ["tests/console/workflow_file_test.ts"],
  },
  {
    fault: "an added step has the key of another",
    file: "src/console/views/workflow/draft.ts",
    find: "const key = 1 + Math.max(-1, ...draft.steps.map((step) => step.key));",
    replace: "const key = draft.steps.length;",
    tests: ["tests/console/workflow_test.ts"],
  },
  {
    fault: "the log of a terminal as one takes the place of a part that counts",
    file: "src/console/views/terminals/terminal_memory.ts",
    find: "first: isWhole ? (first + parts) % PLACES : first,",
    replace: "first,",
    tests: ["tests/console/terminal_memory_test.ts"],
  },
  {
    fault: "a terminal without room leaves the texts that do not count",
    file: "src/console/views/terminals/terminal_memory.ts",
    find: "      this.#forgetOthers();\n",
    replace: "",
    tests: ["tests/console/terminal_memory_test.ts"],
  },
  {
    fault: "the log of a terminal gives one piece too much",
    file: "src/console/views/terminals/terminal_log.ts",
    find: ".slice(found - wanted)",
    replace: "",
    tests: ["tests/console/terminal_log_test.ts"],
  },
];
