import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AppError } from "../src/errors.ts";
import { type LogOptions, openLog, visible } from "../src/log.ts";
import { endingOf } from "./harness/program.ts";

/** Writes to a log with these options, and returns its lines. */
async function linesOf(
  options: Partial<LogOptions>,
  write: (log: ReturnType<typeof openLog>) => void,
): Promise<string[]> {
  const file = await Deno.makeTempFile();
  {
    using log = openLog({ level: "info", format: "text", file, secrets: [], ...options });
    write(log);
  }
  const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
  await Deno.remove(file);
  return lines;
}
Deno.test("openLog: a text line has time, level, message and quoted facts", async () => {
  const [line = "", ...more] = await linesOf({}, (log) => {
    log.debug("not written");
    log.info("connected", { connection: "a-b", evil: "x\n2026 ERROR forged", none: undefined });
  });
  assertEquals(more, []);
  assert(
    /^\d{4}-\d\d-\d\dT[\d:.]+Z INFO connected connection=a-b evil="x\\n2026 ERROR forged"$/.test(
      line,
    ),
    line,
  );
});

Deno.test("openLog: json lines are objects with the same facts", async () => {
  const [line = ""] = await linesOf({ format: "json" }, (log) => {
    const cause = new Error("outer", { cause: new Error("connect ECONNREFUSED 10.0.0.1:22") });
    log.warn("message failed", {
      connection: "c",
      error: new AppError("SSH_CONNECTION_REFUSED", "a refused", { cause }),
    });
  });
  const { time, ...facts } = JSON.parse(line);
  assert(!Number.isNaN(Date.parse(time)));
  assertEquals(facts, {
    level: "WARN",
    message: "message failed",
    connection: "c",
    code: 20002,
    error: "SSH connection refused",
    detail: "a refused",
    cause: "outer: connect ECONNREFUSED 10.0.0.1:22",
  });
});

Deno.test("openLog: an unexpected failure is logged with its stack", async () => {
  const [line = ""] = await linesOf({}, (log) => {
    log.error("message failed", {
      error: new AppError("INTERNAL_ERROR", undefined, { cause: new TypeError("oops") }),
    });
  });
  assertStringIncludes(line, "code=10000");
  assertStringIncludes(line, "TypeError: oops");
  assertStringIncludes(line, "log_test.ts");
});

/** Hidden characters, and the first character beyond each of their ranges. */
const HIDDEN = "\x00\x1b\x7f\x80\x9b\x9f\u061c\u200b\u200f\u2028\u202e\u2060\u2069\ufeff\ud800";
const SHOWN = "A ~\xa0\u061b\u200a\u2010\u2027\u202f\u205f\u206a가😀";

Deno.test("openLog: no character that hides, forges or reorders text reaches a line", async () => {
  for (const format of ["text", "json"] as const) {
    const [line = "", ...more] = await linesOf({ format }, (log) => {
      log.error(`said ${HIDDEN}`, {
        fact: HIDDEN,
        list: [HIDDEN],
        shown: SHOWN,
        error: new Error(HIDDEN, { cause: new Error(HIDDEN) }),
      });
    });
    assertEquals(more, []);
    const raw = /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]/.exec(
      line,
    );
    assertEquals(raw, null, line);
    assertStringIncludes(line, SHOWN);
    if (format === "text") {
      assertStringIncludes(line, " ERROR said \\u0000\\u001b\\u007f\\u0080\\u009b");
    } else assertEquals(JSON.parse(line).fact, HIDDEN);
  }
});

Deno.test("visible: escapes only the hidden characters", () => {
  for (const character of HIDDEN) {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    assertEquals(visible(`a${character}b`), `a\\u${code}b`);
  }
  assertEquals(visible(SHOWN), SHOWN);
});

Deno.test("main: a start that fails prints no raw control characters of a path", async () => {
  const { code, stderr } = await endingOf({ LOG_FILE: "missing\u009b31m/\u202elog" });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "missing\\u009b31m/\\u202elog");
});

Deno.test("openLog: secrets never appear, also in the form of JSON", async () => {
  const secret = 'pa"ss\\word';
  for (const format of ["text", "json"] as const) {
    const lines = await linesOf(
      { format, secrets: [secret, "abc"] },
      (log) => log.info("said", { text: `it is ${secret}`, other: "abc" }),
    );
    assert(!lines.join("").includes("word"), lines.join(""));
    assertStringIncludes(lines.join(""), "***");
    assertStringIncludes(lines.join(""), "abc"); // Too short for a secret.
  }
});

Deno.test("openLog: appends to the file, and writes each line at once", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "before\n");
  using log = openLog({ level: "info", format: "text", file, secrets: [] });
  log.info("now");
  assert(/^before\n.* INFO now\n$/.test(await Deno.readTextFile(file)));
  await Deno.remove(file);
});

Deno.test("openLog: a full disk is reported once, and stops nothing", () => {
  using log = openLog({ level: "info", format: "text", file: "/dev/full", secrets: [] });
  log.info("one");
  log.info("two");
});

Deno.test(
  "openLog: writes 60 lines a minute of a message about clients, and all others",
  async () => {
    const lines = await linesOf({ level: "debug" }, (log) => {
      for (let number = 0; number < 100; number++) {
        log.warn("request failed", { path: `/${number}` });
        log.info("client connected", { connection: number });
        log.info("server configured", { number });
        log.error("message failed", { connection: number });
        log.debug("listener not opened", { number });
      }
      log.info("client gone", { connection: 0 });
    });
    const count = (text: string) => lines.filter((line) => line.includes(text)).length;
    assertEquals([count("WARN request failed"), count("INFO client connected")], [60, 60]);
    assertEquals(
      [count("server configured"), count("ERROR message failed"), count("DEBUG listener")],
      [100, 100, 100],
    );
    assertEquals(count("INFO client gone"), 1);
    assertEquals(lines.slice(-2).map((line) => line.replace(/^\S+ /, "")), [
      'WARN log lines left out kind="request failed" count=40',
      'WARN log lines left out kind="client connected" count=40',
    ]);
  },
);
