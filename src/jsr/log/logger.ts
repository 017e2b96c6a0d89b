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

/** Options for {@linkcode Logger}. */
export interface LoggerOptions {
  /** Handlers of the records. Default: none. */
  handlers?: BaseHandler[];
}

/** Message, or a function that returns the message and is only called when it is logged. */
type Message<T> = (T extends GenericFunction ? never : T) | (() => T);

/**
 * Logger that passes each message to its handlers. The caller closes the handlers.
 *
 * Each method returns the message, or the result of the message function. The result is `undefined`
 * if the level is too low to call the function.
 */
export class Logger {
  /** Handlers of the records. */
  handlers: BaseHandler[];
  readonly #loggerName: string;
  #level: LogLevel;

  /**
   * Creates a logger.
   *
   * @param loggerName Name in the records.
   * @param levelName Lowest level of the messages that are logged.
   * @param options See {@linkcode LoggerOptions}.
   * @throws {Error} if the level does not exist
   */
  constructor(loggerName: string, levelName: LevelName, options: LoggerOptions = {}) {
    this.#loggerName = loggerName;
    this.#level = getLevelByName(levelName);
    this.handlers = options.handlers ?? [];
  }

  /** Lowest level of the messages that are logged. */
  get level(): LogLevel {
    return this.#level;
  }

  /** Sets the lowest level. @throws {TypeError} if the level does not exist */
  set level(level: LogLevel) {
    if (!Object.values(LogLevels).includes(level)) {
      throw new TypeError(`There is no log level of number ${level}`);
    }
    this.#level = level;
  }

  /** Name of the lowest level of the messages that are logged. */
  get levelName(): LevelName {
    return getLevelName(this.#level);
  }

  /** Sets the lowest level by name. @throws {Error} if the level does not exist */
  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  /** Name in the records. */
  get loggerName(): string {
    return this.#loggerName;
  }

  /** Logs at level `DEBUG`. A level that is not logged does not call the message function. */
  debug<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `DEBUG`. */
  debug<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  debug<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.DEBUG, msg, args);
  }

  /** Logs at level `INFO`. A level that is not logged does not call the message function. */
  info<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `INFO`. */
  info<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  info<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.INFO, msg, args);
  }

  /** Logs at level `WARN`. A level that is not logged does not call the message function. */
  warn<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `WARN`. */
  warn<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  warn<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.WARN, msg, args);
  }

  /** Logs at level `ERROR`. A level that is not logged does not call the message function. */
  error<T>(msg: () => T, ...args: unknown[]): T | undefined;
  /** Logs at level `ERROR`. */
  error<T>(msg: T extends GenericFunction ? never : T, ...args: unknown[]): T;
  error<T>(msg: Message<T>, ...args: unknown[]): T | undefined {
    return this.#log(LogLevels.ERROR, msg, args);
  }

  /** Logs at level `CRITICAL`. A level that is not logged does not call the message function. */
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

/** Returns `value` as JSON, except that an error is its stack and a list is an object by index. */
function asText(value: unknown, nested = false): string {
  if (typeof value === "string") return nested ? `"${value}"` : value;
  if (typeof value === "function") return "undefined";
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return value.stack ?? String(value);
  const properties = Object.entries(value).map(([key, item]) => `"${key}":${asText(item, true)}`);
  return `{${properties.join(",")}}`;
}
