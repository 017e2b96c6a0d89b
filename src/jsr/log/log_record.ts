import { getLevelName, type LogLevel } from "./levels.ts";

/** Options for {@linkcode LogRecord}. */
export interface LogRecordOptions {
  /** Message. */
  msg: string;
  /** Arguments after the message. */
  args: unknown[];
  /** Level. */
  level: LogLevel;
  /** Name of the logger. */
  loggerName: string;
}

/** Message of a logger for its handlers. */
export class LogRecord {
  /** Message. */
  readonly msg: string;
  /** Number of the level. */
  readonly level: number;
  /** Name of the level. */
  readonly levelName: string;
  /** Name of the logger. */
  readonly loggerName: string;
  readonly #args: unknown[];
  readonly #datetimeMs = Date.now();

  /**
   * Creates a record with the current time.
   *
   * @param options See {@linkcode LogRecordOptions}.
   * @throws {Error} if the level does not exist
   */
  constructor(options: LogRecordOptions) {
    this.msg = options.msg;
    this.level = options.level;
    this.levelName = getLevelName(options.level);
    this.loggerName = options.loggerName;
    this.#args = [...options.args];
  }

  /** Copy of the arguments after the message; handlers share the record. */
  get args(): unknown[] {
    return [...this.#args];
  }

  /** Copy of the time of creation; handlers share the record. */
  get datetime(): Date {
    return new Date(this.#datetimeMs);
  }
}
