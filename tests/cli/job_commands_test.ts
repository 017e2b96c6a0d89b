import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { jobOf, type ServedJobs, servedJobs } from "../client/served_jobs.ts";
import { eventually } from "../harness/eventually.ts";
import { sshdTest } from "../harness/sshd.ts";
import { type CommandEnding, CommandLine, type CommandLineOptions } from "./command_line.ts";

/** Creates the streams of a command for a service. */
function lineTo(at: ServedJobs, { env, ...options }: CommandLineOptions = {}): CommandLine {
  return new CommandLine({ ...options, env: { PINK_PAGE_URL: at.app.url, ...env } });
}

/** Runs a command to its end. */
function run(at: ServedJobs, ...args: readonly string[]): Promise<CommandEnding> {
  return lineTo(at).run(...args);
}

sshdTest("job start: prints the id of the run, which job watch prints whole", async () => {
  await using at = await servedJobs();
  at.write("daily", ["echo on $DAY", "printf two"], { inputs: { day: {} } });
  const started = await run(at, "job", "start", "daily", "--input", "day=2026=01");
  assertEquals([started.code, started.stderr], [0, ""]);
  assertMatch(started.stdout, /^[0-9a-f-]{36}\n$/);
  const id = started.stdout.trim();
  assertEquals(await run(at, "job", "watch", id), {
    code: 0,
    stdout: "on 2026=01\ntwo",
    stderr: "",
  });
  const { stdout } = await run(at, "job", "watch", id, "--json");
  const events = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assertEquals([events[0].type, events.at(-1).type], ["run_status", "complete"]);
  const json = await run(at, "job", "start", "daily", "--input", "day=1", "--json", "--watch");
  const types = json.stdout.trim().split("\n").map((line) => JSON.parse(line).type);
  assertEquals([types[0], types.at(-1)], ["run_started", "complete"]);
});

sshdTest("job start --key: starts once", async () => {
  await using at = await servedJobs();
  at.write("one", ["true"]);
  const first = await run(at, "job", "start", "one", "--key", "monday");
  assertEquals((await run(at, "job", "start", "one", "--key", "monday")).stdout, first.stdout);
  assert((await run(at, "job", "start", "one")).stdout !== first.stdout);
});

sshdTest(
  "job start --watch: tells states on a terminal, and failures in the language",
  async () => {
    await using at = await servedJobs();
    at.write("bad", ["echo begun", "exit 7"]);
    const line = lineTo(at, { isTerminal: true, env: { LANG: "ko_KR.UTF-8" } });
    const { code, stdout, stderr } = await line.run("job", "start", "bad", "--watch");
    assertEquals([code, stdout], [7, "begun\r\n"]);
    assertStringIncludes(stderr, "1 step_1: succeeded, exit code 0");
    assertStringIncludes(stderr, "2 step_2: failed, exit code 7");
    assertStringIncludes(stderr, "52001 Job step failed");
    assertMatch(stderr, /[가-힣]/);
  },
);

sshdTest("job watch: Ctrl-C ends the watching alone, and job cancel the run", async () => {
  await using at = await servedJobs();
  at.write("open", ["echo begun; cat > /dev/null"]);
  const id = (await run(at, "job", "start", "open")).stdout.trim();
  const line = lineTo(at, { isTerminal: true });
  const watching = line.run("job", "watch", id);
  await eventually(() => line.printed.join("").includes("begun"), "the output is watched");
  line.signal("SIGINT");
  const { code, stderr } = await watching;
  assertEquals(code, 130);
  assertStringIncludes(stderr, `The run goes on: job watch ${id}, job cancel ${id}`);
  const again = lineTo(at).run("job", "watch", id);
  const cancelled = await run(at, "job", "cancel", id);
  assertMatch(cancelled.stdout, /^open: cancell(ing|ed)\b/);
  assertEquals((await again).code, 255);
  const { code: late, stderr: why } = await run(at, "job", "cancel", id);
  assertEquals(late, 255);
  assertStringIncludes(why, "14000");
});

sshdTest("job decide, job retry: steer a run, and refuse what cannot be", async () => {
  await using at = await servedJobs();
  const release = { name: "release", approval: {} };
  at.write("asked", [], { steps: [...jobOf("", ["echo one"]).steps, release] });
  const id = (await run(at, "job", "start", "asked")).stdout.trim();
  const line = lineTo(at);
  const watching = line.run("job", "watch", id, "--json");
  await eventually(() => line.printed.join("").includes("waiting_approval"), "it waits");
  const rejected = await run(at, "job", "decide", id, "2", "reject", "--comment", "not today");
  assertEquals(rejected.code, 0, rejected.stderr);
  assertMatch(rejected.stdout, /^2 release: failed/);
  assertEquals((await watching).code, 255);
  const retried = await run(at, "job", "retry", id, "--from-step", "2");
  assertMatch(retried.stdout, /^[0-9a-f-]{36}\n$/);
  const next = retried.stdout.trim();
  const approving = lineTo(at);
  const ending = approving.run("job", "watch", next, "--json");
  await eventually(() => approving.printed.join("").includes("waiting_approval"), "it waits again");
  assertEquals((await run(at, "job", "decide", next, "2", "approve")).code, 0);
  assertEquals((await ending).code, 0);
  const wrong = await run(at, "job", "decide", next, "2", "perhaps");
  assertEquals(wrong.code, 2);
  assertStringIncludes(wrong.stderr, "Allowed choices are approve, reject, succeeded");
});

sshdTest("job plan: prints steps and inputs, and starts nothing", async () => {
  await using at = await servedJobs();
  at.write("daily", ["true"], { inputs: { day: { pattern: "\\d{8}" } } });
  const { code, stdout } = await run(at, "job", "plan", "daily", "--input", "day=20260131");
  assertEquals(
    [code, stdout],
    [0, "servers  a\ninput    day=20260131\n1  step_1  command  a  –\n"],
  );
  const file = `${await Deno.makeTempDir()}/draft.jsonc`;
  await Deno.writeTextFile(file, `// A draft\n${JSON.stringify(jobOf("draft", ["true"]))}`);
  const draft = await run(at, "job", "plan", file);
  assertEquals(draft.stdout, "servers  a\n1  step_1  command  a  –\n", draft.stderr);
  await Deno.writeTextFile(file, "{\n  name: }");
  assertStringIncludes(
    (await run(at, "job", "plan", file)).stderr,
    "draft.jsonc is no JSON: line 2",
  );
  await using client = await at.connect();
  const session = await client.session({ servers: ["a"] });
  const later = await run(at, "job", "plan", "daily", "--input", "day=20260131");
  assertMatch(later.stdout, /^position +1\nblocked +.*session/m);
  await session.end();
  const bad = await run(at, "job", "plan", "daily", "--input", "day=soon");
  assertEquals(bad.code, 255);
  assertStringIncludes(bad.stderr, "12000");
});

sshdTest(
  "job list, job show, completions: tell the jobs, their runs and their faults",
  async () => {
    await using at = await servedJobs();
    at.write("daily", ["true", "exit 3"], { description: "Loads the day" });
    const id = (await run(at, "job", "start", "daily")).stdout.trim();
    assertEquals((await run(at, "job", "watch", id)).code, 3);
    const list = await run(at, "job", "list");
    assertEquals(list.code, 0);
    assertMatch(list.stdout, /^daily +– +– +failed \d{4}-\S+ \S+ +Loads the day$/m);
    const job = await run(at, "job", "show", "daily");
    assertStringIncludes(job.stdout, '"description": "Loads the day"');
    assertMatch(job.stdout, new RegExp(`^${id} .* manual +failed 52001$`, "m"));
    const { stdout } = await run(at, "job", "show", id);
    assertMatch(stdout, /^daily: failed, .*\n1 step_1: succeeded.*\n2 step_2: failed, exit code 3/);
    at.write("broken", ["true"], { steps: [] });
    const broken = await run(at, "job", "list");
    assertEquals(broken.code, 1);
    assertMatch(broken.stdout, /^broken\.json .*steps/m);
  },
);
