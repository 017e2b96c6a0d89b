import { getLevelByName, getLevelName, type LevelName, type LogLevel } from "./levels.ts";
import type { LogRecord } from "./log_record.ts";

/** Function that returns the text to write for a record. */
export type FormatterFunction = (logRecord: LogRecord) => string;

/** Options for {@linkcode BaseHandler}. */
export interface BaseHandlerOptions {
  /** Function that formats a record. Default: level and message. */
  formatter?: FormatterFunction;
}

/**
 * Base class of the handlers of a logger. A subclass writes the text. `destroy`, or `using`, closes
 * what `setup` opened.
 */
export abstract class BaseHandler {
  /** Function that formats a record. */
  formatter: FormatterFunction;
  #level: LogLevel;

  /**
   * Creates a handler that is not open yet.
   *
   * @param levelName Lowest level of the records that are written.
   * @param options See {@linkcode BaseHandlerOptions}.
   * @throws {Error} if the level does not exist
   */
  constructor(levelName: LevelName, options?: BaseHandlerOptions) {
    this.#level = getLevelByName(levelName);
    this.formatter = options?.formatter ?? formatPlainly;
  }

  /** Lowest level of the records that are written. */
  get level(): LogLevel {
    return this.#level;
  }

  /** Sets the lowest level. @throws {Error} if the level does not exist */
  set level(level: LogLevel) {
    this.levelName = getLevelName(level);
  }

  /** Name of the lowest level of the records that are written. */
  get levelName(): LevelName {
    return getLevelName(this.#level);
  }

  /** Sets the lowest level by name. @throws {Error} if the level does not exist */
  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  /** Formats and writes a record, unless it is below the handler's level. */
  handle(logRecord: LogRecord): void {
    if (logRecord.level >= this.#level) this.log(this.format(logRecord));
  }

  /** Returns the text to write for a record. */
  format(logRecord: LogRecord): string {
    return this.formatter(logRecord);
  }

  /** Writes a formatted record. */
  abstract log(msg: string): void;

  /** Opens what the handler writes to. */
  setup(): void {}

  /** Closes what `setup` opened. */
  destroy(): void {}

  /** Calls {@linkcode BaseHandler.destroy}. */
  [Symbol.dispose](): void {
    this.destroy();
  }
}

function formatPlainly(logRecord: LogRecord): string {
  return `${logRecord.levelName} ${logRecord.msg}`;
}
