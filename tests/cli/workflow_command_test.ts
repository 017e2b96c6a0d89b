import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { startApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { CommandLine } from "./command_line.ts";
import { DAILY } from "./daily_workflow.ts";

/** Writes the file of a workflow. Disposing it removes the file. */
async function fileOf(workflow: unknown) {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(
    path,
    typeof workflow === "string" ? workflow : JSON.stringify(workflow),
  );
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

const step = (name: string, run: string) => ({ name, command: { server: "mdwap1p", run } });

Deno.test("workflow: runs the steps of a file in a session, and prints their output", async () => {
  await using app = await startApp({ ENV: "dev" });
  const env = { PINK_PAGE_URL: app.url };
  await using file = await fileOf(DAILY);
  const { code, stdout, stderr } = await new CommandLine({ env }).run("workflow", file.path);
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /DATA_READY[^]*\)\n[^]*\n3 files processed\nPROCESS_COMPLETE\n/);
  assertEquals(stdout.includes("\r\n"), false);
  const json = await new CommandLine({ env }).run("workflow", file.path, "--from", "2", "--json");
  const types = json.stdout.trim().split("\n").map((line) => JSON.parse(line).type);
  assertEquals(types.filter((type) => type === "complete").length, 2);
});

Deno.test("workflow: --check prints the steps, and sends nothing", async () => {
  await using file = await fileOf(DAILY);
  const env = { PINK_PAGE_URL: "http://127.0.0.1:1" };
  const { code, stdout } = await new CommandLine({ env }).run(
    ...["workflow", file.path, "--check", "--from", "copy"],
  );
  assertEquals(code, 0);
  assertEquals(
    stdout,
    "1  copy     –        stub_data_transfer\n2  process  mypap1d  process_data.sh\n",
  );
  for (const from of ["none", "0", "4", "1.5"]) {
    const wrong = await new CommandLine().run("workflow", file.path, "--check", "--from", from);
    assertEquals(wrong.code, 255);
    assertStringIncludes(wrong.stderr, `No step is called ${from}: take one of prepare, copy`);
  }
});

Deno.test("workflow: names each wrong field of the file by its path", async () => {
  const faults: [unknown, string][] = [
    ["{", "is no JSON"],
    [[], "file: Invalid input: expected object"],
    [{ name: "", steps: [] }, "name: "],
    [{ name: "a", steps: [] }, "steps: "],
    [{ name: "a", steps: [step("a", ""), 3] }, "steps[0].command.run: "],
    [{ name: "a", steps: [step("a", "b"), 3] }, "steps[1]: "],
    [{ name: "a", steps: [{ ...step("a", "b"), timeout_seconds: 0 }] }, "steps[0].timeout_seconds"],
    [
      { name: "a", steps: [{ ...step("a", "b"), stop: "x" }] },
      'steps[0]: Unrecognized key: "stop"',
    ],
    [{ name: "a", steps: [{ name: "b", transfer: { name: 3 } }] }, "steps[0].transfer.name: "],
    [{ ...DAILY, more: 1 }, 'file: Unrecognized key: "more"'],
  ];
  for (const [workflow, fault] of faults) {
    await using file = await fileOf(workflow);
    const { code, stderr } = await new CommandLine().run("workflow", file.path, "--check");
    assertEquals(code, 255);
    assertStringIncludes(stderr, fault);
  }
});

Deno.test("workflow: asks on a terminal after a failure, and ends elsewhere", async () => {
  await using app = await startApp({ ENV: "dev" });
  const env = { PINK_PAGE_URL: app.url };
  const name = crypto.randomUUID();
  await using file = await fileOf({
    name: "asks",
    steps: [
      step("second time", `test -e /tmp/${name} || { touch /tmp/${name}; exit 4; }`),
      step("never", "exit 5"),
      step("last", `rm /tmp/${name}; kill -KILL $$`),
    ],
  });
  const line = new CommandLine({ env, isTerminal: true });
  const asked = (times: number) =>
    eventually(
      () => line.told.join("").split("[a/s/e]").length === times + 1,
      `asked for the ${times}. time`,
    );
  const ending = line.run("workflow", file.path);
  for (const [i, answer] of ["?\n", "a\n", "s\n", "e\n"].entries()) {
    await asked(i + 1);
    line.type(answer);
  }
  const { code, stderr } = await ending;
  assertEquals(code, 137);
  assertEquals(stderr.split("50000 Command").length, 4, "each failure is told once");
  assertEquals((await new CommandLine({ env }).run("workflow", file.path)).code, 4);
  await Deno.remove(`/tmp/${name}`);
});

Deno.test("workflow: Ctrl-C cancels the step, and ends the session", async () => {
  await using app = await startApp({ ENV: "dev" });
  const env = { PINK_PAGE_URL: app.url };
  await using file = await fileOf({ name: "w", steps: [step("long", "echo runs; sleep 60")] });
  const line = new CommandLine({ env, isTerminal: true });
  const ending = line.run("workflow", file.path);
  await eventually(() => line.printed.join("").includes("runs"), "the step runs");
  line.signal("SIGINT");
  assertEquals((await ending).code, 130);
  const { stdout } = await new CommandLine({ env }).run("status");
  assertEquals(stdout, "free\n");
});
