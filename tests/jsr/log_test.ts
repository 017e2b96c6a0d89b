import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  BaseHandler,
  FileHandler,
  getLevelByName,
  getLevelName,
  type LevelName,
  Logger,
  type LogLevel,
  LogLevelNames,
  LogLevels,
  type LogRecord,
} from "@std/log";

class MemoryHandler extends BaseHandler {
  readonly lines: string[] = [];
  readonly records: LogRecord[] = [];
  isDestroyed = false;

  override handle(logRecord: LogRecord): void {
    this.records.push(logRecord);
    super.handle(logRecord);
  }

  log(msg: string): void {
    this.lines.push(msg);
  }

  override destroy(): void {
    this.isDestroyed = true;
  }
}

/** Returns a logger that logs all levels. */
function loggerOf(handler: BaseHandler): Logger {
  return new Logger("test", "NOTSET", { handlers: [handler] });
}

/** Runs a module in a separate process, in the folder of the deno.json that maps `@std/log`. */
async function runDeno(code: string, env: Record<string, string> = {}): Promise<string> {
  const { NO_COLOR: _, ...inherited } = Deno.env.toObject();
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    clearEnv: true,
    env: { ...inherited, ...env },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

Deno.test("LogLevels: levels rise, and names and numbers map both ways", () => {
  assertEquals(LogLevelNames, ["NOTSET", "DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"]);
  assertEquals(LogLevelNames.map(getLevelByName), [0, 10, 20, 30, 40, 50]);
  assertEquals(LogLevelNames.map(getLevelByName).map(getLevelName), LogLevelNames);
});

Deno.test("getLevelByName, getLevelName: an unknown level throws", () => {
  assertThrows(() => getLevelByName("LOUD" as LevelName), Error, "LOUD");
  assertThrows(() => getLevelName(15 as LogLevel), Error, "15");
});

Deno.test("Logger: passes on records of its level or above", () => {
  const handler = new MemoryHandler("NOTSET");
  const logger = new Logger("app", "WARN", { handlers: [handler] });
  logger.debug("debug");
  logger.info("info");
  logger.warn("warn");
  logger.error("error");
  logger.critical("critical");
  assertEquals(handler.lines, ["WARN warn", "ERROR error", "CRITICAL critical"]);
});

Deno.test("Logger: level and levelName change together, and refuse an unknown level", () => {
  const logger = new Logger("app", "INFO");
  assertEquals([logger.loggerName, logger.level, logger.levelName], ["app", 20, "INFO"]);
  logger.level = LogLevels.ERROR;
  assertEquals(logger.levelName, "ERROR");
  logger.levelName = "DEBUG";
  assertEquals(logger.level, 10);
  assertThrows(() => logger.level = 15 as LogLevel, TypeError, "15");
  assertThrows(() => logger.levelName = "LOUD" as LevelName, Error, "LOUD");
  assertThrows(() => new Logger("app", "LOUD" as LevelName), Error, "LOUD");
  assertEquals(logger.level, 10);
});

Deno.test("Logger: the record has message, arguments, level, name and time", () => {
  const handler = new MemoryHandler("NOTSET");
  const before = Date.now();
  new Logger("app", "INFO", { handlers: [handler] }).error("failed", { code: 7 }, "more");
  const [logRecord] = handler.records;
  assert(logRecord);
  assertEquals([logRecord.msg, logRecord.level, logRecord.levelName, logRecord.loggerName], [
    "failed",
    40,
    "ERROR",
    "app",
  ]);
  assertEquals(logRecord.args, [{ code: 7 }, "more"]);
  const elapsedMs = logRecord.datetime.getTime() - before;
  assert(elapsedMs >= 0 && elapsedMs <= Date.now() - before);
});

Deno.test("Logger: calls a message function only when it logs, and returns its value", () => {
  const handler = new MemoryHandler("NOTSET");
  const logger = new Logger("app", "INFO", { handlers: [handler] });
  let calls = 0;
  const lazy = () => ++calls;
  assertStrictEquals(logger.debug(lazy), undefined);
  assertEquals(calls, 0);
  assertStrictEquals(logger.info(lazy), 1);
  assertEquals(handler.lines, ["INFO 1"]);
});

Deno.test("Logger: returns its message, logged or not", () => {
  const logger = new Logger("app", "INFO");
  const message = { id: 1 };
  assertStrictEquals(logger.debug(message), message);
  assertStrictEquals(logger.info(message), message);
});

Deno.test("Logger: writes values of every kind as text", () => {
  const handler = new MemoryHandler("NOTSET", { formatter: ({ msg }) => msg });
  const logger = new Logger("app", "INFO", { handlers: [handler] });
  const values = [1.5, 10n, true, null, undefined, Symbol("s"), { a: "x", b: { c: 1 } }, ["x", 2]];
  for (const value of values) logger.info<unknown>(value);
  assertEquals(handler.lines, [
    "1.5",
    "10",
    "true",
    "null",
    "undefined",
    "Symbol(s)",
    `{"a":"x","b":{"c":1}}`,
    `{"0":"x","1":2}`,
  ]);
  const error = new RangeError("too far");
  logger.info(error);
  assertEquals(handler.lines.at(-1), error.stack);
});

Deno.test("LogRecord: changes of arguments and time do not reach the next handler", () => {
  const handler = new MemoryHandler("NOTSET");
  loggerOf(handler).info("text", "a");
  const [logRecord] = handler.records;
  logRecord?.args.push("b");
  logRecord?.datetime.setTime(0);
  assertEquals(logRecord?.args, ["a"]);
  assertNotEquals(logRecord?.datetime.getTime(), 0);
});

Deno.test("BaseHandler: drops records below its level", () => {
  const handler = new MemoryHandler("ERROR");
  loggerOf(handler).warn("text");
  loggerOf(handler).error("text");
  assertEquals(handler.lines, ["ERROR text"]);
});

Deno.test("BaseHandler: level and levelName change together", () => {
  const handler = new MemoryHandler("INFO");
  handler.level = LogLevels.ERROR;
  assertEquals(handler.levelName, "ERROR");
  handler.levelName = "DEBUG";
  assertEquals(handler.level, 10);
  assertThrows(() => new MemoryHandler("LOUD" as LevelName), Error, "LOUD");
});

Deno.test("BaseHandler: the formatter returns the text", () => {
  const handler = new MemoryHandler("INFO", { formatter: (r) => `${r.loggerName}:${r.msg}` });
  loggerOf(handler).info("text");
  assertEquals(handler.lines, ["test:text"]);
});

Deno.test("BaseHandler: using destroys it", () => {
  const handler = new MemoryHandler("INFO");
  {
    using _ = handler;
    assertEquals(handler.isDestroyed, false);
  }
  assertEquals(handler.isDestroyed, true);
});

const PRINT_ALL = `
  import { ConsoleHandler, Logger } from "@std/log";
  const logger = new Logger("app", "DEBUG", { handlers: [new ConsoleHandler("DEBUG")] });
  for (const level of ["debug", "info", "warn", "error", "critical"]) logger[level](level);`;

Deno.test("ConsoleHandler: prints to the console, coloured by level", async () => {
  const lines = (await runDeno(PRINT_ALL)).split("\n");
  assertEquals(lines, [
    "DEBUG debug",
    "\x1b[34mINFO info\x1b[39m",
    "\x1b[33mWARN warn\x1b[39m",
    "\x1b[31mERROR error\x1b[39m",
    "\x1b[1m\x1b[31mCRITICAL critical\x1b[39m\x1b[22m",
    "",
  ]);
});

Deno.test("ConsoleHandler: a message that ends a colour itself stays coloured", async () => {
  const printed = await runDeno(
    PRINT_ALL.replace("logger[level](level)", `logger[level]("\x1b[39mx")`),
  );
  assertEquals(printed.split("\n")[3], "\x1b[31mERROR \x1b[31mx\x1b[39m");
});

Deno.test("ConsoleHandler: NO_COLOR keeps colours out", async () => {
  const [, info] = (await runDeno(PRINT_ALL, { NO_COLOR: "1" })).split("\n");
  assertEquals(info, "INFO info");
});

Deno.test("ConsoleHandler: useColors false keeps colours out", async () => {
  const plain = PRINT_ALL.replace('("DEBUG")', '("DEBUG", { useColors: false })');
  const [, info] = (await runDeno(plain)).split("\n");
  assertEquals(info, "INFO info");
});

Deno.test("FileHandler: the buffer is written when the process ends", async () => {
  const filename = await Deno.makeTempFile();
  await runDeno(`
    import { FileHandler, Logger } from "@std/log";
    const handler = new FileHandler("INFO", { filename: ${JSON.stringify(filename)} });
    handler.setup();
    new Logger("app", "INFO", { handlers: [handler] }).info("last words");`);
  assertEquals(await Deno.readTextFile(filename), "INFO last words\n");
  await Deno.remove(filename);
});

Deno.test("FileHandler: refuses a level that does not exist", () => {
  assertThrows(() => new FileHandler("LOUD" as LevelName, { filename: "x" }), Error, "LOUD");
});
