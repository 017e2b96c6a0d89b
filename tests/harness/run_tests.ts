// Runs test files in several processes side by side: most tests wait for servers and deadlines.
// Files share no process with those beside them (`deno test --parallel` would let them): memory,
// working directory and file locks are a test's own. One module imports all files of a process:
// `deno test` takes half a second of the processor to begin a file, and loads its modules again.
// Usage: deno task test [FILE …] [OPTION of deno test …]; --types checks the types beside them
import { PIPES_MS, readAll } from "./output_of.ts";

/** Number of processes side by side. */
const PROCESSES = 4;
/** Number of files for one process: those that start servers or browsers, and the others. */
const FILES = { slow: 8, fast: 32 } as const;
/** Import of a file that starts servers or browsers. */
const SLOW = /harness\/(app|chromium|connected|engine|program|sshd|tinysshd|transfers)\.ts"/;
/** Time for one test, in milliseconds. The slowest takes 65 s, on a busy machine twice as long. */
const TEST_MS = 240_000;
const ROOT = new URL("../../", import.meta.url).pathname;

if (import.meta.main) Deno.exit(await main(Deno.args) ? 0 : 1);

/**
 * Runs the tests and prints the output of each process when it ends. Returns whether all passed.
 */
async function main(args: readonly string[]): Promise<boolean> {
  const startMs = performance.now();
  const options = args.filter((arg) => arg.startsWith("-") && arg !== "--types");
  const given = args.filter((arg) => !arg.startsWith("-"));
  const files = await testFiles(given.length === 0 ? ["tests"] : given);
  const jobs = (await grouped(files)).map((group) => () => runFiles(group, options));
  let isGood = jobs.length > 0;
  if (args.includes("--types")) jobs.unshift(checkTypes);
  const total = { passed: 0, failed: 0, ignored: 0 };
  const work = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const { code, text } = await job();
      isGood &&= code === 0;
      await print(text);
      count(total, text);
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const { passed, failed, ignored } = total;
  await print(`In all ${passed} passed, ${failed} failed, ${ignored} ignored in ${seconds} s\n`);
  return isGood;
}

/** Returns the test files at `paths`, files or folders, from the root of the project. */
async function testFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (!(await Deno.stat(`${ROOT}${path}`)).isDirectory) files.push(path);
    else {
      const entries = await Array.fromAsync(Deno.readDir(`${ROOT}${path}`));
      const inside = entries.filter(({ name, isDirectory }) =>
        isDirectory || name.endsWith("_test.ts")
      );
      const folder = path.replace(/\/$/, "");
      files.push(...await testFiles(inside.map(({ name }) => `${folder}/${name}`).sort()));
    }
  }
  return files;
}

/**
 * Divides `files` into those of each process. Fast groups, which use the processor, stand among
 * slow ones, which wait.
 */
async function grouped(files: readonly string[]): Promise<string[][]> {
  const texts = await Promise.all(files.map((file) => Deno.readTextFile(`${ROOT}${file}`)));
  const isSlow = (index: number) => SLOW.test(texts[index] ?? "");
  const slow = divided(files.filter((_, index) => isSlow(index)), FILES.slow);
  const fast = divided(files.filter((_, index) => !isSlow(index)), FILES.fast);
  const distance = Math.ceil(slow.length / Math.max(1, fast.length));
  const mixed = slow.flatMap((group, i) =>
    i % distance === 0 ? [group, ...fast.splice(0, 1)] : [group]
  );
  return [...mixed, ...fast];
}

/**
 * Divides `files` into groups of at most `size`. Neighbours, which take equally long, are apart.
 */
function divided(files: readonly string[], size: number): string[][] {
  const count = Math.ceil(files.length / size);
  return Array.from(
    { length: count },
    (_, group) => files.filter((_, index) => index % count === group),
  );
}

/** Output of a process, and its exit code. */
interface Ended {
  readonly code: number;
  readonly text: string;
}

/** Checks the types of the project. */
async function checkTypes(): Promise<Ended> {
  const { code, text } = await run(["task", "types"]);
  return { code, text: code === 0 ? text : `${text}\nFAILED | 0 passed | 1 failed (types)\n` };
}

/** Runs the tests of `files` in one process. */
async function runFiles(files: readonly string[], options: readonly string[]): Promise<Ended> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-tests-" });
  const entry = `${folder}/${files.length}_files.ts`;
  const imports = files.map((file) => `import ${JSON.stringify(`file://${ROOT}${file}`)};\n`);
  await Deno.writeTextFile(entry, imports.join(""));
  const args = ["test", "-A", "--no-check", "--sanitize-ops", "--sanitize-resources"];
  const ended = await run([...args, "--config", `${ROOT}deno.json`, ...options, entry]);
  await Deno.remove(folder, { recursive: true });
  return ended;
}

/**
 * Runs Deno, and kills it when it prints nothing for {@linkcode TEST_MS}: `deno test` prints the
 * name of each test before and after. The last name in its output is that of the test that hangs.
 */
async function run(args: readonly string[]): Promise<Ended> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const ended = new AbortController();
  let verdict = "";
  const kill = () => {
    verdict = `\nFAILED | 0 passed | 1 failed (a test did not end in ${TEST_MS / 1000} s)\n`;
    child.kill("SIGKILL");
  };
  let limit = setTimeout(kill, TEST_MS);
  const onOutput = () => {
    clearTimeout(limit);
    limit = setTimeout(kill, TEST_MS);
  };
  const outputs = [child.stderr, child.stdout].map((stream) =>
    readAll(stream, { signal: ended.signal, onChunk: onOutput })
  );
  const { code } = await child.status;
  const closing = setTimeout(() => ended.abort(), PIPES_MS);
  const decoder = new TextDecoder();
  const text = (await Promise.all(outputs)).map((output) => decoder.decode(output)).join("");
  clearTimeout(limit);
  clearTimeout(closing);
  return { code, text: text + verdict };
}

/** Adds the counts in the last line of a run. */
function count(total: Record<string, number>, text: string): void {
  const [summary = ""] = text.match(/^(?:ok|FAILED) \|.*$/gm)?.slice(-1) ?? [];
  for (const [, number, what = ""] of summary.matchAll(/(\d+) (passed|failed|ignored)/g)) {
    total[what] = (total[what] ?? 0) + Number(number);
  }
}

async function print(text: string): Promise<void> {
  await new Blob([text]).stream().pipeTo(Deno.stdout.writable, { preventClose: true });
}
