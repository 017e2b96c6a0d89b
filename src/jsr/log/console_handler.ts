import { BaseHandler, type BaseHandlerOptions } from "./base_handler.ts";
import { type LevelName, LogLevels } from "./levels.ts";
import type { LogRecord } from "./log_record.ts";

/** Options for {@linkcode ConsoleHandler}. */
export interface ConsoleHandlerOptions extends BaseHandlerOptions {
  /** Whether levels have colours. Default: true. The variable `NO_COLOR` overrides the option. */
  useColors?: boolean;
}

/** Pairs of SGR codes that set and unset an attribute (ECMA-48, section 8.3.117). */
const BLUE = [34, 39] as const;
const YELLOW = [33, 39] as const;
const RED = [31, 39] as const;
const BOLD = [1, 22] as const;

/** Handler that writes records with `console.log`. It has nothing to close. */
export class ConsoleHandler extends BaseHandler {
  readonly #useColors: boolean;

  /**
   * Creates a handler that is ready for use.
   *
   * @param levelName Lowest level of the records that are written.
   * @param options See {@linkcode ConsoleHandlerOptions}.
   * @throws {Error} if the level does not exist
   */
  constructor(levelName: LevelName, options: ConsoleHandlerOptions = {}) {
    super(levelName, options);
    this.#useColors = (options.useColors ?? true) && !Deno.noColor;
  }

  /** Returns the text to write for a record, coloured by its level. */
  override format(logRecord: LogRecord): string {
    const msg = super.format(logRecord);
    return this.#useColors ? colour(msg, logRecord.level) : msg;
  }

  /** Writes a line. */
  log(msg: string): void {
    // deno-lint-ignore no-console
    console.log(msg);
  }
}

function colour(msg: string, level: number): string {
  switch (level) {
    case LogLevels.INFO:
      return paint(msg, BLUE);
    case LogLevels.WARN:
      return paint(msg, YELLOW);
    case LogLevels.ERROR:
      return paint(msg, RED);
    case LogLevels.CRITICAL:
      return paint(paint(msg, RED), BOLD);
    default:
      return msg;
  }
}

/** Sets an attribute for `text`, and sets it again where `text` unsets it. */
function paint(text: string, [set, unset]: readonly [number, number]): string {
  const [open, close] = [`\x1b[${set}m`, `\x1b[${unset}m`];
  return open + text.replaceAll(close, open) + close;
}
