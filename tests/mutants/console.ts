import type { Mutant } from "./mutant.ts";

/** Faults of the pure parts of the console. */
export const CONSOLE_MUTANTS: readonly Mutant[] = [
  {
    fault: "a label can end the state in the page",
    file: "src/http/console/console_page.ts",
    find: '.replaceAll("<", "\\\\u003c")',
    replace: "",
    tests: ["tests/http/console/console_routes_test.ts"],
  },
  {
    fault: "the page has servers that its user does not see",
    file: "src/http/http_routes.ts",
    find: "    servers: api.listServers({}, principal).items,",
    replace: "    servers: api.listServers({}, { ...principal, scopes: {} }).items,",
    tests: ["tests/http/console/console_routes_test.ts"],
  },
  {
    fault: "no other client is served while the console is compiled",
    file: "src/http/console/joined_scripts.ts",
    find: "    await new Promise((resolve) => setTimeout(resolve));\n",
    replace: "",
    tests: ["tests/http/console/joined_scripts_test.ts"],
  },
  {
    fault: "every answer is compressed quickly",
    file: "src/http/console/encoded_asset.ts",
    find: "    isFirst = false;\n",
    replace: "",
    tests: ["tests/http/console/console_routes_test.ts"],
  },
  {
    fault: "a login leads to the first view, whatever was asked for",
    file: "src/http/login/login.js",
    find: "form.action += hash",
    replace: "form.action += ''",
    tests: ["tests/http/login/browser_test.ts"],
  },
  {
    fault: "the page of a login leads to the first view",
    file: "src/http/login/login.js",
    find: "link.hash = hash",
    replace: "link.hash = ''",
    tests: ["tests/http/login/browser_test.ts"],
  },
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
];
