import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AppError } from "../src/errors.ts";
import { type LogOptions, openLog } from "../src/log.ts";

/** Writes with a log of these options and returns its lines. */
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

Deno.test("openLog: text lines have time, level, message and facts; forged lines are quoted", async () => {
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

Deno.test("openLog: secrets never appear, also as JSON writes them", async () => {
  const secret = 'pa"ss\\word';
  for (const format of ["text", "json"] as const) {
    const lines = await linesOf(
      { format, secrets: [secret, "abc"] },
      (log) => log.info("said", { text: `it is ${secret}`, other: "abc" }),
    );
    assert(!lines.join("").includes("word"), lines.join(""));
    assertStringIncludes(lines.join(""), "***");
    assertStringIncludes(lines.join(""), "abc"); // Too short to be told from ordinary text.
  }
});

Deno.test("openLog: the file is appended to, and each line is there at once", async () => {
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, "before\n");
  using log = openLog({ level: "info", format: "text", file, secrets: [] });
  log.info("now");
  assert(/^before\n.* INFO now\n$/.test(await Deno.readTextFile(file)));
  await Deno.remove(file);
});

Deno.test("openLog: a full disk is said once, and stops nothing", () => {
  using log = openLog({ level: "info", format: "text", file: "/dev/full", secrets: [] });
  log.info("one");
  log.info("two");
});
