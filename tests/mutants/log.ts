import type { Mutant } from "./mutant.ts";

const LOG = { file: "src/log.ts", tests: ["tests/log_test.ts"] };
const REOPEN = { file: "src/log.ts", tests: ["tests/signals_test.ts"], filter: "SIGHUP" };
const MAIN = { file: "main.ts", tests: ["tests/signals_test.ts"] };

/** Faults of the log, of signals and of what a failing start prints. */
export const LOG_MUTANTS: readonly Mutant[] = [
  {
    ...LOG,
    filter: "reaches a line",
    fault: "hidden characters reach a line",
    find: "return (record) => visible(redact(line(record)));",
    replace: "return (record) => redact(line(record));",
  },
  {
    ...LOG,
    filter: "visible",
    fault: "C1 control characters reach a line",
    find: String.raw`\x7f-\x9f`,
    replace: String.raw`\x7f`,
  },
  {
    ...LOG,
    filter: "secrets",
    fault: "secrets are logged",
    find: "visible(redact(line(record)))",
    replace: "visible(line(record) || redact(line(record)))",
  },
  {
    ...REOPEN,
    fault: "after SIGHUP lines go to the renamed file",
    find: "      logger.handlers = [screen, file];\n",
    replace: "",
  },
  {
    ...REOPEN,
    fault: "the old file is closed before the new one is open",
    find: `      const fresh = openFile(options.file);
      file?.destroy();`,
    replace: `      file?.destroy();
      const fresh = openFile(options.file);`,
  },
  {
    ...MAIN,
    file: "src/log.ts",
    filter: "terminal",
    fault: "a terminal that is closed keeps lines from the file",
    find: "new Screen(level,",
    replace: "new ConsoleHandler(level,",
  },
  {
    ...MAIN,
    filter: "SIGQUIT",
    fault: "SIGQUIT ends the service without its shutdown",
    find: '["SIGINT", "SIGTERM", "SIGQUIT"]',
    replace: '["SIGINT", "SIGTERM"]',
  },
  {
    ...MAIN,
    filter: "SIGHUP without",
    fault: "SIGHUP ends the service",
    find: 'Deno.addSignalListener("SIGHUP", () => void opening.then((app) => app.reopenLog()));',
    replace: "",
  },
  {
    file: "main.ts",
    tests: ["tests/log_test.ts"],
    filter: "a start that fails",
    fault: "a failing start prints raw control characters",
    find: 'lines.map(visible).join("\\n")',
    replace: 'lines.join("\\n")',
  },
  {
    file: "src/http/listen_failure.ts",
    tests: ["tests/main_test.ts"],
    filter: "in use",
    fault: "a port without privileges is said as any other failure",
    find: "cause instanceof Deno.errors.PermissionDenied",
    replace: "cause instanceof Deno.errors.NotSupported",
  },
  {
    file: "src/health/verdict_log.ts",
    tests: ["tests/health/verdict_log_test.ts"],
    fault: "each verdict is logged again and again",
    find: "    logged.set(server, isHealthy);\n",
    replace: "",
  },
];
