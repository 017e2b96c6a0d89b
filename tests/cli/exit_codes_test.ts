import { assertEquals, assertStringIncludes } from "@std/assert";
import { connect } from "../../src/client/mod.ts";
import { serverVariables, startApp, type TestApp } from "../harness/app.ts";
import { eventually } from "../harness/eventually.ts";
import { outputOf } from "../harness/output_of.ts";
import { spawnProgram } from "../harness/program.ts";
import { sshdTest, startSshd } from "../harness/sshd.ts";
import { createTokens } from "../harness/tokens.ts";
import { CommandLine } from "./command_line.ts";

/** Command line with its exit code, and a part of its standard error. */
type Case = readonly [args: readonly string[], code: number, stderr?: string];

const exec = (command: string, ...options: string[]) => ["exec", "a", ...options, "--", command];
const workflow = (...steps: string[]) =>
  JSON.stringify({
    name: "w",
    steps: steps.map((run) => ({ name: run, command: { server: "a", run } })),
  });

/** Id that nothing has. */
const NO_ID = "00000000-0000-7000-8000-000000000000";

/** Commands with the codes of `ssh`: those of the remote command, and 255. */
const REMOTE: readonly Case[] = [
  [exec("true"), 0, ""],
  [exec("exit 7"), 7, ""],
  [exec("exit 254"), 254, ""],
  [exec("kill -KILL $$"), 137, ""],
  [exec("kill -SEGV $$"), 139, ""],
  [exec("echo READY; sleep 60", "-p", "READY"), 0, ""],
  [exec("exit 3", "--phrase", "READY"), 3, "pink-page: 50000 Command execution failed"],
  [exec("sleep 60", "-t", "0.5"), 255, "pink-page: 22001 SSH command timeout"],
  [exec("sleep 60", "--idle", "0.5"), 255, "pink-page: 50003 Output wait timeout"],
  [["exec", "nobody", "--", "true"], 255, "pink-page: 23002 "],
  [["exec", "a"], 255, "missing required argument 'command'"],
  [["exec", "a", "-t", "soon", "--", "true"], 255, "Take a number of seconds above 0."],
  [["exec", "a", "ls", "-l"], 255, "behind --"],
  [["shell", "a"], 255, "pink-page: shell needs a terminal: use exec"],
  [["shell", "a", "-e", "ab"], 255, "Take one character of ASCII, or none."],
  [["transfer", "copy"], 0, ""],
  [["transfer", "nothing"], 255, "pink-page: 24001 "],
  [["workflow", "none.json"], 255, "none.json cannot be read"],
  [["job", "start", "good", "--watch"], 0, ""],
  [["job", "start", "bad", "--watch"], 7, "pink-page: 52001 Job step failed"],
  [["job", "start", "killed", "--watch"], 137, "pink-page: 52001 Job step failed"],
  [["job", "start", "long", "--watch"], 255, "longer than 2 s"],
  [["job", "start", "none"], 255, "pink-page: 52000 Job not found"],
  [["job", "start"], 255, "missing required argument 'job-or-file'"],
  [["job", "start", "good", "--input", "day"], 255, "Take a name and a value"],
  [["job", "watch", NO_ID], 255, "pink-page: 52000 Job not found"],
  [["job", "retry", NO_ID], 255, "pink-page: 52000 Job not found"],
  [["session", "wait", "a", "--", "sh", "-c", "exit 6"], 6, ""],
  [["session", "wait", "-w", "nobody", "--", "true"], 255, "pink-page: 23002 "],
  [["session", "wait", "--json"], 255, "unknown option '--json'"],
];

/** Commands with an answer: 0, 1 when it is bad, 2 for wrong arguments, 255. */
const ANSWERS: readonly Case[] = [
  [["status"], 0, ""],
  [["servers", "a"], 0, ""],
  [["servers"], 1, ""],
  [["servers", "nobody"], 255, "pink-page: No server is called nobody: take one of a, down"],
  [["servers", "down", "--test"], 1, ""],
  [["history", "--kind", "terminal"], 1, ""],
  [["history", NO_ID], 1, "pink-page: 13000 "],
  [["history", "--kind", "else"], 2, "Allowed choices are command, terminal, transfer"],
  [["history", "--since", "soon"], 2, "Take a time"],
  [["history", "--output"], 255, "--output needs the id"],
  [["errors", "20002"], 0, ""],
  [["errors", "99999"], 1, "pink-page: No error has the code 99999"],
  [["status", "--bogus"], 2, "unknown option '--bogus'"],
  [["job", "list"], 0, ""],
  [["job", "show", "good"], 0, ""],
  [["job", "show", NO_ID], 255, "pink-page: 52000 Job not found"],
  [["job", "plan", "good"], 0, ""],
  [["job", "plan", "none"], 255, "pink-page: 52000 Job not found"],
  [["job", "cancel", NO_ID], 255, "pink-page: 52000 Job not found"],
  [["job", "decide", NO_ID, "1", "approve"], 255, "pink-page: 52000 Job not found"],
  [["job", "decide", NO_ID, "1", "perhaps"], 2, "Allowed choices are approve"],
  [["job", "strat"], 2, "Did you mean start?"],
  [["job"], 2, "Usage: pink-page job"],
  [["job", "--help"], 0, ""],
  [["session", "wait", "--help"], 0, ""],
  [["statsu"], 2, "Did you mean status?"],
  [["serve", "now"], 2],
  [["completion", "tcsh"], 2],
  [["--version"], 0, ""],
  [["exec", "--help"], 0, ""],
];

/** Commands of jobs, by their names. */
const JOBS = { good: "true", bad: "exit 7", killed: "kill -KILL $$", long: "sleep 60" };

/** Service with a server, one that is down, and a token. */
interface Served extends AsyncDisposable {
  readonly app: TestApp;
  /** Token of a viewer. */
  readonly viewer: string;
  readonly env: Readonly<Record<string, string>>;
}

async function served(): Promise<Served> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd());
  await Deno.writeTextFile(`${sshd.folder}/one.dat`, "1");
  const jobs = await Deno.makeTempDir({ prefix: "pink-page-jobs-" });
  opening.defer(() => Deno.remove(jobs, { recursive: true }));
  for (const [name, run] of Object.entries(JOBS)) {
    const steps = [{ name, command: { server: "a", run }, timeout_seconds: 2 }];
    await Deno.writeTextFile(`${jobs}/${name}.json`, JSON.stringify({ name, steps }));
  }
  const tokens = opening.use(await createTokens());
  const token = await tokens.add("ann");
  const viewer = await tokens.add("vic", { role: "viewer" });
  const app = opening.use(
    await startApp({
      ...serverVariables("a", sshd),
      ...tokens.variables,
      JOBS_DIR: jobs,
      DOWN_IP: "127.0.0.1",
      DOWN_PORT: "1",
      DOWN_USER: "nobody",
      TRANSFER_COPY: `a:${sshd.folder}/one.dat -> a:${sshd.home}/`,
    }),
  );
  await app.sweepHealth(new AbortController().signal);
  await app.sweepHealth(new AbortController().signal);
  const opened = opening.move();
  const env = { PINK_PAGE_URL: app.url, PINK_PAGE_TOKEN: token };
  return { app, viewer, env, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

sshdTest("exit codes: as ssh has them, and of answers", async (test) => {
  await using at = await served();
  for (const [args, code, stderr] of [...REMOTE, ...ANSWERS]) {
    await test.step(`${args.join(" ")}: ${code}`, async () => {
      const ending = await new CommandLine({ env: at.env }).run(...args);
      assertEquals(ending.code, code, ending.stderr);
      if (stderr === "") assertEquals(ending.stderr, "");
      else assertStringIncludes(ending.stderr, stderr ?? "pink-page: ");
    });
  }
  await test.step("transfer: its output ends with a line feed, on a terminal too", async () => {
    for (const isTerminal of [false, true]) {
      const line = new CommandLine({ env: at.env, isTerminal });
      const { stdout } = await line.run("transfer", "copy");
      assertEquals([stdout.length > 1, stdout.endsWith("\n")], [true, true], stdout);
    }
  });
  await test.step("workflow: the code of the step that ends it", async () => {
    const file = await Deno.makeTempFile();
    for (
      const [steps, code] of [[["true"], 0], [["true", "exit 4", "true"], 4], [
        ["kill -9 $$"],
        137,
      ]] as const
    ) {
      await Deno.writeTextFile(file, workflow(...steps));
      assertEquals((await new CommandLine({ env: at.env }).run("workflow", file)).code, code);
    }
    await Deno.remove(file);
  });
  await test.step("token: none, one of a viewer, and a file that others can read", async () => {
    const PINK_PAGE_URL = at.app.url;
    const file = await Deno.makeTempFile();
    await Deno.writeTextFile(file, at.env.PINK_PAGE_TOKEN ?? "");
    await Deno.chmod(file, 0o640);
    const none = await new CommandLine({ env: { PINK_PAGE_URL } }).run(...exec("true"));
    assertEquals(none.code, 255);
    assertStringIncludes(none.stderr, "pink-page: 11000 Authentication required");
    const env = { PINK_PAGE_URL, PINK_PAGE_TOKEN: at.viewer };
    const low = await new CommandLine({ env }).run(...exec("true"));
    assertEquals(low.code, 255);
    assertStringIncludes(low.stderr, "pink-page: 11001 Access denied");
    const open = await new CommandLine({ env }).run("status", "--token-file", file);
    assertEquals(open.code, 255);
    assertStringIncludes(open.stderr, `chmod 600 ${file}`);
    await Deno.chmod(file, 0o600);
    assertEquals(
      (await new CommandLine({ env }).run("exec", "a", "--token-file", file, "true")).code,
      0,
    );
    await Deno.remove(file);
  });
  await test.step("service: 255 without one, and while others have exclusive use", async () => {
    using free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = free.addr;
    free.close();
    const env = { ...at.env, PINK_PAGE_URL: `http://127.0.0.1:${port}` };
    const gone = await new CommandLine({ env }).run("status");
    assertEquals(gone.code, 255);
    assertStringIncludes(gone.stderr, "pink-page: 10001 Service temporarily unavailable");
    await using other = await connect(at.app.url, { token: at.env.PINK_PAGE_TOKEN ?? "" });
    await using _session = await other.session();
    for (const wait of [[], ["-w0.1"]]) {
      const held = await new CommandLine({ env: at.env }).run(...exec("true", ...wait));
      assertEquals(held.code, 255);
      assertStringIncludes(held.stderr, "pink-page: 50006 ");
    }
  });
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
    await test.step(`${signal}: cancels, waits and ends with ${code}`, async () => {
      const line = new CommandLine({ env: at.env });
      const ending = line.run(...exec("echo runs; sleep 60"));
      await eventually(() => line.printed.join("") === "runs\n", "the command runs");
      line.signal(signal);
      const { stdout, ...rest } = await ending;
      assertEquals([rest, stdout.startsWith("runs\n")], [{ code, stderr: "" }, true]);
      const [last] = await newest(at);
      assertEquals(last?.ending, "cancelled");
    });
  }
  await test.step("process: the code, the output and the broken pipe of a real one", async () => {
    await using good = spawnProgram(at.env, { args: exec("echo out; exit 9") });
    const limits = { what: "the command ends", limitMs: 30_000 };
    const { code, stdout, stderr } = await outputOf(good.child, limits);
    assertEquals([code, stdout.length, stderr.length], [9, 4, 0]);
    await using broken = spawnProgram(at.env, { args: exec("yes") });
    const reader = broken.child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    reader.releaseLock();
    assertEquals((await broken.child.status).code, 141);
    assertEquals(await broken.child.stderr.text(), "");
  });
});

/** Returns the newest operation of the history. */
async function newest({ app, env }: Served) {
  await using client = await connect(app.url, { token: env.PINK_PAGE_TOKEN ?? "" });
  return (await client.get("/api/v1/operations", { limit: 1 })).items;
}
