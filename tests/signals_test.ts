import { assert, assertEquals, assertMatch } from "@std/assert";
import { eventually } from "./harness/eventually.ts";
import { inTime } from "./harness/in_time.ts";
import { type Program, spawnProgram } from "./harness/program.ts";
import { TextLineStream } from "./harness/text_lines.ts";

/** Collects the lines of standard output. */
function collectLines({ child }: Program): { lines: string[]; ended: Promise<void> } {
  const lines: string[] = [];
  const ended = child.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
    .pipeTo(new WritableStream({ write: (line) => void lines.push(line) }));
  return { lines, ended };
}

async function linesOf(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}

Deno.test("main: SIGHUP opens LOG_FILE again after a rename, and no line is lost", async () => {
  await using program = spawnProgram({ PORT: "0", ENV: "test", LOG_FILE: "log" });
  const { child, folder } = program;
  const { lines, ended } = collectLines(program);
  await eventually(() => lines.some((line) => line.includes(" INFO listening ")), "it listens");
  for (const round of [1, 2]) {
    await Deno.rename(`${folder}/log`, `${folder}/log.${round}`);
    child.kill("SIGHUP");
    await eventually(
      async () => (await linesOf(`${folder}/log`)).length > 0,
      `the file of round ${round} is there`,
    );
  }
  child.kill("SIGTERM");
  assertEquals((await inTime(child.status, "the program ends")).code, 0);
  await ended;
  const [first, second, third] = [
    await linesOf(`${folder}/log.1`),
    await linesOf(`${folder}/log.2`),
    await linesOf(`${folder}/log`),
  ];
  assertEquals([...first, ...second, ...third], lines);
  assertMatch(second[0] ?? "", / INFO log file reopened$/);
  assertMatch(third.at(-1) ?? "", / INFO shutting down$/);
});
Deno.test("main: SIGHUP with a bad LOG_FILE keeps the old one and logs it", async () => {
  await using program = spawnProgram({ PORT: "0", ENV: "test", LOG_FILE: "logs/log" }, {
    prepare: (folder) => Deno.mkdirSync(`${folder}/logs`),
  });
  const { child, folder } = program;
  const { lines, ended } = collectLines(program);
  await eventually(() => lines.some((line) => line.includes(" INFO listening ")), "it listens");
  await Deno.rename(`${folder}/logs`, `${folder}/old`);
  child.kill("SIGHUP");
  await eventually(() => lines.some((line) => line.includes(" ERROR ")), "the console says so");
  child.kill("SIGTERM");
  assertEquals((await inTime(child.status, "the program ends")).code, 0);
  await ended;
  assertEquals(await linesOf(`${folder}/old/log`), lines);
  assertMatch(
    lines.find((line) => line.includes(" ERROR ")) ?? "",
    / ERROR log file cannot be reopened, the old one stays in use error="NotFound: .*logs\/log/,
  );
});

Deno.test("main: SIGHUP without LOG_FILE does nothing, and logs that at debug", async () => {
  await using program = spawnProgram({ PORT: "0", ENV: "test", LOG_LEVEL: "debug" });
  const { lines, ended } = collectLines(program);
  await eventually(() => lines.some((line) => line.includes(" INFO listening ")), "it listens");
  program.child.kill("SIGHUP");
  await eventually(
    () => lines.some((line) => line.endsWith(" DEBUG no LOG_FILE to reopen")),
    "debug says so",
  );
  program.child.kill("SIGTERM");
  assertEquals((await inTime(program.child.status, "the program ends")).code, 0);
  await ended;
});
Deno.test("main: SIGQUIT shuts down like SIGTERM, and a second one has no effect", async () => {
  await using program = spawnProgram({ PORT: "0", ENV: "test", LOG_FILE: "log" });
  const { lines, ended } = collectLines(program);
  await eventually(() => lines.some((line) => line.includes(" INFO listening ")), "it listens");
  const [, url = ""] = /websocket=(\S+)/.exec(lines[0] ?? "") ?? [];
  const socket = new WebSocket(url);
  const { promise: closed, resolve } = Promise.withResolvers<CloseEvent>();
  socket.onclose = resolve;
  await inTime(new Promise((opened) => socket.onopen = opened), "the socket opens");
  program.child.kill("SIGQUIT");
  program.child.kill("SIGQUIT");
  assertEquals((await inTime(closed, "the socket closes")).code, 1001);
  assertEquals(await inTime(program.child.status, "the program ends"), {
    success: true,
    code: 0,
    signal: null,
  });
  await ended;
  assertEquals(lines.filter((line) => line.includes("shutting down")).length, 1);
});

Deno.test("main: closing the terminal stops neither the service nor its log file", async () => {
  await using program = spawnProgram({ PORT: "0", ENV: "test", LOG_FILE: "log" }, {
    inTerminal: true,
  });
  const { child, folder } = program;
  const log = () => Deno.readTextFile(`${folder}/log`).catch(() => "");
  await eventually(async () => (await log()).includes(" INFO listening "), "it listens");
  const pid = Number(await Deno.readTextFile(`${folder}/pid`));
  const [, url = ""] = /health=(\S+)/.exec(await log()) ?? [];
  // The end of `script` closes the terminal, which sends SIGHUP to the program.
  child.kill("SIGKILL");
  await inTime(child.status, "the terminal closes");
  await eventually(async () => (await log()).includes("log file reopened"), "SIGHUP has come");
  const answer = await inTime(fetch(url), "the service answers");
  await answer.body?.cancel();
  assert(answer.ok);
  Deno.kill(pid, "SIGTERM");
  await eventually(async () => (await log()).includes("shutting down"), "it is shut down");
});
