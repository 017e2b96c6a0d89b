import type { Mutant } from "./mutant.ts";

const STORE = { file: "src/store/audit.ts", tests: ["tests/store/audit_test.ts"] };
const VERIFY = {
  file: "src/store/verify_audit.ts",
  tests: ["tests/store/verify_audit_test.ts"],
};
const RETENTION = { file: "src/store/retention.ts", tests: ["tests/store/retention_test.ts"] };
const COMMAND = { file: "src/cli/audit_command.ts", tests: ["tests/cli/audit_command_test.ts"] };

/** Faults of the audit trail: its rows, their verification and their retention. */
export const AUDIT_MUTANTS: readonly Mutant[] = [
  {
    ...STORE,
    fault: "the hash leaves out the row before",
    find: "json_array(${HASHED}, ${previous})",
    replace: "json_array(${HASHED}, '')",
  },
  {
    ...STORE,
    fault: "a second end of a record is a second row",
    find: "`${sql} WHERE changes() > 0`",
    replace: "sql",
    filter: "second ends",
  },
  {
    ...STORE,
    fault: "lists carry whole commands",
    find: 'HASHED.replace("detail", "substr(detail, 1, 1000) AS detail")',
    replace: "HASHED",
    filter: "long details",
  },
  {
    ...STORE,
    fault: "since leaves out rows of that time",
    find: "WHERE at >= ? ORDER",
    replace: "WHERE at > ? ORDER",
    filter: "every filter",
  },
  {
    fault: "the end of an operation has no row",
    file: "src/store/operations.ts",
    find: '          auditWriteAfterChange({ action: "operation_end", ...subject, ...ending }),\n',
    replace: "",
    tests: ["tests/store/audit_test.ts"],
    filter: "operations and sessions",
  },
  {
    fault: "a row is written in another transaction than its record",
    file: "src/store/leases.ts",
    find: "    this.#writes.runAll(isAudited ? [insert, auditWrite(start)] : [insert]);\n",
    replace: "    this.#writes.runAll([insert]);\n" +
      "    if (isAudited) this.#writes.runAll([auditWrite(start)]);\n",
    tests: ["tests/store/audit_test.ts"],
    filter: "refused",
  },
  {
    fault: "a lock has rows",
    file: "src/store/leases.ts",
    find: 'kind === "session";',
    replace: "kind !== undefined;",
    tests: ["tests/store/audit_test.ts"],
    filter: "locks",
  },
  {
    fault: "interrupted records have no rows",
    file: "src/store/history.ts",
    find: "      database.prepare(sql).run(...values);\n",
    replace: "      void [sql, values];\n",
    tests: ["tests/store/audit_test.ts"],
    filter: "interrupted",
  },
  {
    fault: "the last line has not the row that was written last",
    file: "src/store/audit_head.ts",
    find: "ORDER BY id DESC",
    replace: "ORDER BY id",
    tests: ["tests/store/audit_test.ts"],
    filter: "newest row",
  },
  {
    fault: "the newest row is logged with every sweep",
    file: "src/store/audit_head.ts",
    find: "    this.#loggedMs = nowMs;\n",
    replace: "",
    tests: ["tests/store/audit_test.ts"],
    filter: "newest row",
  },
  {
    ...VERIFY,
    fault: "a row with a low id hides before the first one",
    find: 'select.all("", LOWEST_ID)',
    replace: 'select.all("", 1)',
    filter: "foreign",
  },
  {
    ...VERIFY,
    fault: "each slice begins a new chain",
    find: "select.all(last.hash, last.id + 1)",
    replace: 'select.all("", last.id + 1)',
    filter: "whole chain",
  },
  {
    ...VERIFY,
    fault: "an anchor is taken anywhere",
    find: '  if (head !== null) return "An anchor is valid only as the first row";\n',
    replace: "",
    filter: "anchor",
  },
  {
    ...VERIFY,
    fault: "an anchor may hold a text",
    find: "return content === null ? undefined :",
    replace: "return content !== undefined ? undefined :",
    filter: "anchor",
  },
  {
    ...VERIFY,
    fault: "ids may have gaps",
    find: "if (id !== (head?.id ?? 0) + 1)",
    replace: "if (id <= (head?.id ?? 0))",
    filter: "deleted",
  },
  {
    ...VERIFY,
    fault: "a missing head is no fault",
    find: "return isFound ? verdict :",
    replace: "return isFound || true ? verdict :",
    filter: "known hash",
  },
  {
    ...RETENTION,
    fault: "the last old row is deleted with the others",
    find: "DELETE FROM audit WHERE id < ${LAST_OLD_AUDIT}",
    replace: "DELETE FROM audit WHERE id <= ${LAST_OLD_AUDIT}",
    filter: "audit",
  },
  {
    ...RETENTION,
    fault: "an old row is deleted although a younger one is before it",
    find: "(SELECT min(id) FROM ${OLDEST_AUDIT} WHERE at >= ?)",
    replace: "(SELECT max(id) + 1 FROM ${OLDEST_AUDIT} WHERE at < ?)",
    filter: "anchor",
  },
  {
    ...COMMAND,
    fault: "a broken chain is a success",
    find: "return verdict.fault === null ? 0 : 1;",
    replace: "return 0;",
    filter: "prints the verdict",
  },
  {
    fault: ".env wins over the environment",
    file: "src/config/load_setting.ts",
    find: "Deno.env.get(variable) ?? (await readDotenvFile())[variable]",
    replace: "(await readDotenvFile())[variable] ?? Deno.env.get(variable)",
    tests: ["tests/cli/audit_command_test.ts"],
    filter: "environment wins",
  },
  {
    fault: "serve with arguments starts the service",
    file: "main.ts",
    find: 'name === "serve" && more.length === 0',
    replace: 'name === "serve"',
    tests: ["tests/cli/run_cli_test.ts"],
  },
  {
    fault: "a name of each object is a command",
    file: "src/cli/run_cli.ts",
    find: "Object.hasOwn(OFFLINE, name) ? OFFLINE[name] : undefined",
    replace: "OFFLINE[name]",
    tests: ["tests/cli/run_cli_test.ts"],
  },
];
