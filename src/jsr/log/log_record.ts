import { getLevelName, type LogLevel } from "./levels.ts";

/** What a {@linkcode LogRecord} is made of. */
export interface LogRecordOptions {
  /** The message. */
  msg: string;
  /** What was passed after the message. */
  args: unknown[];
  /** The level. */
  level: LogLevel;
  /** The name of the logger. */
  loggerName: string;
}

/** One message on its way from a logger to its handlers. */
export class LogRecord {
  /** The message. */
  readonly msg: string;
  /** The level, as a number. */
  readonly level: number;
  /** The level, by name. */
  readonly levelName: string;
  /** The name of the logger. */
  readonly loggerName: string;
  readonly #args: unknown[];
  readonly #datetimeMs = Date.now();

  /**
   * Makes a record; its time is now.
   *
   * @param options What it is made of.
   * @throws {Error} If the level has no name.
   */
  constructor(options: LogRecordOptions) {
    this.msg = options.msg;
    this.level = options.level;
    this.levelName = getLevelName(options.level);
    this.loggerName = options.loggerName;
    this.#args = [...options.args];
  }

  /** What was passed after the message; a copy, as handlers share the record. */
  get args(): unknown[] {
    return [...this.#args];
  }

  /** When the record was made; a copy, as handlers share the record. */
  get datetime(): Date {
    return new Date(this.#datetimeMs);
  }
}
