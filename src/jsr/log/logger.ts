import type { BaseHandler } from "./base_handler.ts";
import {
  getLevelByName,
  getLevelName,
  type LevelName,
  type LogLevel,
  LogLevels,
} from "./levels.ts";
import { LogRecord } from "./log_record.ts";

/** Any function. */
export type GenericFunction = (...args: never[]) => unknown;

/** What a {@linkcode Logger} can be told. */
export interface LoggerOptions {
  /** Where the records go. Default: nowhere. */
  handlers?: BaseHandler[];
}

/** A message, which may be a function that makes it once it is known to be wanted. */
type Message<T> = (T extends GenericFunction ? never : T) | (() => T);

/**
 * Makes records of messages and hands them to its handlers. It owns none of them: who made a handler
 * closes it.
 *
 * Each method returns its message, and for a function what it returned: `undefined` if the level was too
 * low to call it.
 */
export class Logger {
  /** Where the records go. */
  handlers: BaseHandler[];
  readonly #loggerName: string;
  #level: LogLevel;

  /**
   * Makes a logger.
   *
   * @param loggerName The name that its records bear.
   * @param levelName Messages below this level are dropped.
   * @param options See {@linkcode LoggerOptions}.
   * @throws {Error} If there is no such level.
   */
  constructor(loggerName: string, levelName: LevelName, options: LoggerOptions = {}) {
    this.#loggerName = loggerName;
    this.#level = getLevelByName(levelName);
    this.handlers = options.handlers ?? [];
  }

  /** Messages below this level are dropped. */
  get level(): LogLevel {
    return this.#level;
  }

  /** @throws {TypeError} If there is no such level. */
  set level(level: LogLevel) {
    if (!Object.values(LogLevels).includes(level)) {
      throw new TypeError(`There is no log level of number ${level}`);
    }
    this.#level = level;
  }

  /** The name of the level below which messages are dropped. */
  get levelName(): LevelName {
    return getLevelName(this.#level);
  }

  /** @throws {Error} If there is no such level. */
  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  /** The name that its records bear. */
  get loggerName(): string {
    return this.#loggerName;
  }

  /** Logs at level `DEBUG`, calling the message if it is wanted. */
  debug<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `DEBUG`. */
  debug<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  debug<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.DEBUG, msg, args);
  }

  /** Logs at level `INFO`, calling the message if it is wanted. */
  info<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `INFO`. */
  info<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  info<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.INFO, msg, args);
  }

  /** Logs at level `WARN`, calling the message if it is wanted. */
  warn<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `WARN`. */
  warn<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  warn<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.WARN, msg, args);
  }

  /** Logs at level `ERROR`, calling the message if it is wanted. */
  error<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `ERROR`. */
  error<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  error<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.ERROR, msg, args);
  }

  /** Logs at level `CRITICAL`, calling the message if it is wanted. */
  critical<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `CRITICAL`. */
  critical<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  critical<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.CRITICAL, msg, args);
  }

  #log<T>(level: LogLevel, msg: Message<T>, args: unknown[]): T | undefined {
    const lazy = msg instanceof Function;
    if (level < this.#level) return lazy ? undefined : msg;
    const value = lazy ? msg() : msg;
    const options = { msg: asText(value), args, level, loggerName: this.#loggerName };
    const logRecord = new LogRecord(options);
    for (const handler of this.handlers) handler.handle(logRecord);
    return value;
  }
}

/** Like JSON, but of an error its stack, and of a list its items by number. */
function asText(value: unknown, nested = false): string {
  if (typeof value === "string") return nested ? `"${value}"` : value;
  if (typeof value === "function") return "undefined";
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return value.stack ?? String(value);
  const properties = Object.entries(value).map(([key, item]) => `"${key}":${asText(item, true)}`);
  return `{${properties.join(",")}}`;
}
