import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { leafCommands } from "../../src/cli/leaf_commands.ts";
import { createProgram } from "../../src/cli/program.ts";
import { startApp } from "../harness/app.ts";
import { CommandLine } from "./command_line.ts";
import { withWaitAttached } from "../../src/cli/wait_option.ts";
import { DAILY } from "./daily_workflow.ts";
import { jobsFolder, runFor } from "./help_runs.ts";

const io = new CommandLine();
const program = createProgram({
  stderr: io.stderr,
  size: () => undefined,
  print: () => {},
  run: () => Promise.resolve(),
});
/** Commands that start the service, or that other tests run. */
const ELSEWHERE = ["serve", "token", "audit", "check"];

/** Id of a run in the examples. */
const RUN_ID = "0198c1a2-7f3e-7abc-9def-0123456789ab";

/** Returns the examples in the help of a command, each as its words. */
async function examplesOf(name: string): Promise<string[][]> {
  const { code, stdout } = await new CommandLine().run(...name.split(" "), "--help");
  assertEquals(code, 0);
  return [...stdout.matchAll(/^ {2}\$ pink-page (.+)$/gm)].map(([, line = ""]) => line.split(" "));
}

Deno.test("help: each command has an example, which runs", async (test) => {
  const folder = await jobsFolder();
  await using app = await startApp({ ENV: "dev", JOBS_DIR: folder });
  await using client = await connect(app.url);
  await app.sweepHealth(new AbortController().signal);
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, JSON.stringify(DAILY));
  for (const { name: command } of leafCommands(program)) {
    const examples = await examplesOf(command);
    assert(examples.length > 0, command);
    assert(examples.every((words) => words.join(" ").startsWith(command)), command);
    if (ELSEWHERE.includes(command)) continue;
    for (const words of examples) {
      await test.step(words.join(" "), async () => {
        const id = words.includes(RUN_ID) ? await runFor(client, command) : RUN_ID;
        const values = new Map([["daily.json", file], [RUN_ID, id]]);
        const args = words.map((word) => values.get(word) ?? word);
        const isTerminal = command === "shell";
        const input = isTerminal ? "exit\r" : undefined;
        const env = { PINK_PAGE_URL: app.url };
        const line = new CommandLine({ env, isTerminal, ...(input && { input }) });
        const { code, stderr } = await line.run(...args);
        // Nothing runs that could be watched, and nothing has failed.
        const isNone = command === "watch" || words.includes("error");
        assertEquals(code, isNone ? 1 : 0, stderr);
      });
    }
  }
  await Deno.remove(file);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("help: is printed whole, without colours, within the terminal's width", async () => {
  const { code, stdout, stderr } = await new CommandLine().run("--help");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^Usage: pink-page /);
  for (const name of ["serve", "exec", "watch", "completion"]) {
    assertMatch(stdout, new RegExp(`^  ${name}\\b`, "m"));
  }
  assert(!/\bcomplete\b/.test(stdout) && !stdout.includes("\x1b"));
  assert(stdout.split("\n").every((line) => line.length <= 80));
  assertEquals((await new CommandLine().run("help", "exec")).stdout.startsWith("Usage:"), true);
});

Deno.test("wait: -w alone takes no word after it, and a value when attached", async () => {
  const parsed: unknown[] = [];
  const own = createProgram({
    stderr: io.stderr,
    size: () => undefined,
    print: () => {},
    run: () => Promise.resolve(),
  });
  const exec = own.commands.find((command) => command.name() === "exec");
  const lines = ["exec -w a b", "exec -w30 a b", "exec --wait=2 a b", "exec -p -w a b"];
  for (const line of [...lines, "exec a -- b -w"]) {
    await own.parseAsync(withWaitAttached(own, line.split(" ")), { from: "user" });
    parsed.push([exec?.args, { ...exec?.opts() }]);
    exec?.setOptionValue("wait", undefined).setOptionValue("phrase", undefined);
  }
  const words = ["a", "b"];
  assertEquals(JSON.parse(JSON.stringify(parsed)), [
    [words, { wait: true }],
    [words, { wait: 30 }],
    [words, { wait: 2 }],
    [words, { phrase: "-w" }],
    [["a", "b", "-w"], {}],
  ]);
});
