import { outputOf } from "../harness/output_of.ts";

/** Temporary folder. Disposing removes it. */
export interface Folder extends AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
}

/** Creates a temporary folder. */
export async function openFolder(): Promise<Folder> {
  const path = await Deno.realPath(await Deno.makeTempDir({ prefix: "demo_test_" }));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/**
 * Runs the text of a module in a new process.
 *
 * @returns its exit code and its output, with standard error when it failed
 */
export async function runDeno(
  source: string,
  { flags, env }: { flags: readonly string[]; env: Record<string, string> },
): Promise<{ code: number; output: string }> {
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const quiet = ["--quiet", "--no-lock", "--no-prompt", "--no-check", "--config", config];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...quiet, ...flags, "-"],
    env: { ...env, NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(source));
  await writer.close();
  const { code, stdout, stderr } = await outputOf(child, {
    what: "the module ends",
    limitMs: 60_000,
  });
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + (code === 0 ? "" : decoder.decode(stderr)) };
}
