/** Options for {@linkcode runTests}. */
export interface RunTestsOptions {
  /** Paths of test files or folders, from the root of the project. */
  readonly tests: readonly string[];
  /** Part of the names of the tests to run. Default: all. */
  readonly filter?: string;
  /** Time after which a run counts as failed, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Result of a run: `passed`, `failed` (or too slow), or `empty` when the filter matches no test.
 */
export type RunResult = "passed" | "failed" | "empty";

/** Runs tests in the copy of the project at `cwd`. A test that does not end fails. */
export async function runTests(
  cwd: string,
  { tests, filter, timeoutMs }: RunTestsOptions,
): Promise<RunResult> {
  const options = ["--no-check", "--fail-fast", "--sanitize-ops", "--sanitize-resources"];
  if (filter !== undefined) options.push("--filter", filter);
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", ...options, ...tests],
    cwd,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "null",
    signal: AbortSignal.timeout(timeoutMs),
  }).output();
  if (!success) return "failed";
  return /\| 0 passed \|/.test(new TextDecoder().decode(stdout)) ? "empty" : "passed";
}
