import { getLevelByName, getLevelName, type LevelName, type LogLevel } from "./levels.ts";
import type { LogRecord } from "./log_record.ts";

/** Turns a record into the text to write. */
export type FormatterFunction = (logRecord: LogRecord) => string;

/** What every handler can be told. */
export interface BaseHandlerOptions {
  /** Turns a record into the text to write. Default: level and message. */
  formatter?: FormatterFunction;
}

/**
 * What a logger hands its records to. A subclass says where the text goes. `using`, or `destroy`, closes
 * what `setup` opened.
 */
export abstract class BaseHandler {
  /** Turns a record into the text to write. */
  formatter: FormatterFunction;
  #level: LogLevel;

  /**
   * Makes a handler that is not open yet.
   *
   * @param levelName Records below this level are dropped.
   * @param options See {@linkcode BaseHandlerOptions}.
   * @throws {Error} If there is no such level.
   */
  constructor(levelName: LevelName, options?: BaseHandlerOptions) {
    this.#level = getLevelByName(levelName);
    this.formatter = options?.formatter ?? formatPlainly;
  }

  /** Records below this level are dropped. */
  get level(): LogLevel {
    return this.#level;
  }

  /** @throws {Error} If there is no such level. */
  set level(level: LogLevel) {
    this.levelName = getLevelName(level);
  }

  /** The name of the level below which records are dropped. */
  get levelName(): LevelName {
    return getLevelName(this.#level);
  }

  /** @throws {Error} If there is no such level. */
  set levelName(levelName: LevelName) {
    this.#level = getLevelByName(levelName);
  }

  /** Formats and writes a record, unless it is below the handler's level. */
  handle(logRecord: LogRecord): void {
    if (logRecord.level >= this.#level) this.log(this.format(logRecord));
  }

  /** The text that is written for a record. */
  format(logRecord: LogRecord): string {
    return this.formatter(logRecord);
  }

  /** Writes one formatted record. */
  abstract log(msg: string): void;

  /** Opens what the handler writes to. */
  setup(): void {}

  /** Closes what `setup` opened. */
  destroy(): void {}

  /** Does what `destroy` does. */
  [Symbol.dispose](): void {
    this.destroy();
  }
}

function formatPlainly(logRecord: LogRecord): string {
  return `${logRecord.levelName} ${logRecord.msg}`;
}
