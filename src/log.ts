import { type BaseHandler, ConsoleHandler, FileHandler, Logger, type LogRecord } from "@std/log";
import { AppError } from "./errors.ts";
import { LineLimit } from "./line_limit.ts";

/** Values of a log line, such as a connection id, a code or a count; no output and no secrets. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** Writer of log lines. A line is a fixed message with facts. */
export interface Log {
  /** Writes a line for finding faults. */
  debug(message: string, facts?: LogFacts): void;
  /** Writes a line about a normal event. */
  info(message: string, facts?: LogFacts): void;
  /** Writes a line about a fault of a client or a server. */
  warn(message: string, facts?: LogFacts): void;
  /** Writes a line about a failure that an operator has to look at. */
  error(message: string, facts?: LogFacts): void;
}

/** Log that owns its file. Disposing the log closes the file. */
export interface OpenLog extends Log, Disposable {
  /**
   * Opens the file by its name again, so that lines go to a new file after the old one was renamed.
   * Never throws: when the file cannot be opened, the old file stays in use and a line says so.
   */
  reopen(): void;
}

/** Options for {@linkcode openLog}. */
export interface LogOptions {
  /** Lowest level of the lines that are written. */
  readonly level: "debug" | "info" | "warn" | "error";
  /** Format of a line: text for people, JSON for programs. */
  readonly format: "text" | "json";
  /** Path of a file that lines are also appended to. */
  readonly file: string | undefined;
  /**
   * Texts that never appear in a line, as tokens do not. Texts under 4 characters are too common
   * and are ignored.
   */
  readonly secrets: readonly string[];
}

/**
 * Opens the log on the console and, with `file`, in a file. Logging never throws: the first failure
 * to write the file is reported on the console. At most 60 lines a minute about clients, those with
 * the fact `connection` or `path`, have the same message, errors aside; one more line tells the
 * number of the others.
 *
 * @throws {Error} with `LOG_FILE` in its message when the file cannot be opened
 */
export function openLog(options: LogOptions): OpenLog {
  const level = options.level.toUpperCase() as "DEBUG" | "INFO" | "WARN" | "ERROR";
  const formatter = formatterOf(options);
  const screen = new Screen(level, { formatter, useColors: false });
  const openFile = (filename: string) => {
    const handler = new FileHandler(level, { filename, mode: "a", bufferSize: 0, formatter });
    handler.setup();
    return handler;
  };
  let file = options.file === undefined ? undefined : orLogFileError(openFile, options.file);
  const handlers: BaseHandler[] = file === undefined ? [screen] : [screen, file];
  const logger = new Logger("pink-page", level, { handlers });
  let isBroken = false;
  const write = (log: () => void) => {
    try {
      log();
    } catch (cause) {
      // A full disk stops the file, not the service. The console already has the line.
      if (!isBroken) screen.log(visible(`the log file cannot be written: ${String(cause)}`));
      isBroken = true;
    }
  };
  const limit = new LineLimit({
    onLeftOut: (kind, count) => write(() => logger.warn("log lines left out", { kind, count })),
  });
  const log = logOf(logger, { write, limit });
  const reopen = () => {
    if (options.file === undefined) return log.debug("no LOG_FILE to reopen");
    try {
      const fresh = openFile(options.file);
      file?.destroy();
      file = fresh;
      logger.handlers = [screen, file];
      isBroken = false;
      log.info("log file reopened");
    } catch (error) {
      log.error("log file cannot be reopened, the old one stays in use", { error });
    }
  };
  const dispose = () => {
    limit[Symbol.dispose]();
    file?.destroy();
  };
  return { ...log, reopen, [Symbol.dispose]: dispose };
}

/** Console handler that survives a closed terminal. */
class Screen extends ConsoleHandler {
  override log(line: string): void {
    try {
      super.log(line);
    } catch {
      // The line is lost: the service has no other place to write it to.
    }
  }
}

/** Facts that the lines about clients have. */
const CLIENT_FACTS = ["connection", "path"];

/** Returns the log. Lines about clients are limited; failures of the service never are. */
function logOf(
  logger: Logger,
  { write, limit }: { write: (log: () => void) => void; limit: LineLimit },
): Log {
  const admits = (message: string, facts: LogFacts) =>
    !CLIENT_FACTS.some((name) => name in facts) || limit.admits(message);
  return {
    debug: (message, facts = {}) => write(() => logger.debug(message, facts)),
    info: (message, facts = {}) => {
      if (admits(message, facts)) write(() => logger.info(message, facts));
    },
    warn: (message, facts = {}) => {
      if (admits(message, facts)) write(() => logger.warn(message, facts));
    },
    error: (message, facts = {}) => write(() => logger.error(message, facts)),
  };
}

/** Opens the log file at `path`. @throws {Error} with `LOG_FILE` in its message */
function orLogFileError(openFile: (path: string) => FileHandler, path: string): FileHandler {
  try {
    return openFile(path);
  } catch (cause) {
    throw new Error("LOG_FILE cannot be opened", { cause });
  }
}

/** Returns a formatter that hides secrets and escapes invisible characters. */
function formatterOf({ format, secrets }: LogOptions): (record: LogRecord) => string {
  const line = format === "json" ? jsonLine : textLine;
  const redact = redactor(secrets);
  return (record) => visible(redact(line(record)));
}

/**
 * Control characters (C0, DEL, C1), direction marks, invisible characters, line and paragraph
 * separators, and lone surrogates.
 */
const HIDDEN =
  /[\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/** Escapes hidden characters as `\uXXXX`, so that no text can forge, hide or reorder a line. */
export function visible(text: string): string {
  return text.replaceAll(
    HIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function jsonLine(record: LogRecord): string {
  const { datetime: time, levelName: level, msg: message } = record;
  return JSON.stringify({ time, level, message, ...factsOf(record) });
}

function textLine(record: LogRecord): string {
  const facts = Object.entries(factsOf(record)).filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${quoted(value)}`);
  return `${record.datetime.toISOString()} ${record.levelName} ${record.msg}${facts.join("")}`;
}

/** Quotes a value that is not a single word, so that no value can forge a line. */
function quoted(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w.:/@[\]*+-]+$/.test(text) ? text : JSON.stringify(text);
}

/** Replaces an `error` fact by its code, text, detail and chain of causes. */
function factsOf(record: LogRecord): Record<string, unknown> {
  const { error, ...facts } = (record.args[0] ?? {}) as Record<string, unknown>;
  if (error === undefined) return facts;
  const { code, message, detail } = error instanceof AppError
    ? error
    : { code: undefined, message: String(error), detail: undefined };
  const cause = error instanceof Error ? error.cause : undefined;
  const unexpected = code === 10000 && cause instanceof Error ? cause.stack : undefined;
  return { ...facts, code, error: message, detail, cause: unexpected ?? causes(cause) };
}

/** Returns the messages of `cause` and of the causes below it, or `undefined` without a cause. */
export function causes(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return cause === undefined ? undefined : String(cause);
  const deeper = causes(cause.cause);
  return deeper === undefined ? cause.message : `${cause.message}: ${deeper}`;
}

/** Token of a client, which a mistaken request can have in its path. */
const TOKEN = /pp_[\w-]{43}/g;

/** Returns a function that replaces secrets, also in the form that JSON writes, and tokens. */
function redactor(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets.filter((secret) => secret.length >= 4)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  return (text) =>
    hidden.reduce((rest, secret) => rest.replaceAll(secret, "***"), text)
      .replaceAll(TOKEN, "pp_***");
}
