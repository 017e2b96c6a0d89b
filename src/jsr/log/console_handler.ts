import { BaseHandler, type BaseHandlerOptions } from "./base_handler.ts";
import { type LevelName, LogLevels } from "./levels.ts";
import type { LogRecord } from "./log_record.ts";

/** What a {@linkcode ConsoleHandler} can be told. */
export interface ConsoleHandlerOptions extends BaseHandlerOptions {
  /** Whether the level shows by colour. Default: true. The environment's `NO_COLOR` overrules it. */
  useColors?: boolean;
}

/** Pairs of "set" and "unset" codes of ECMA-48, section 8.3.117 (SGR). */
const BLUE = [34, 39] as const;
const YELLOW = [33, 39] as const;
const RED = [31, 39] as const;
const BOLD = [1, 22] as const;

/** Writes records with `console.log`. Holds nothing open. */
export class ConsoleHandler extends BaseHandler {
  readonly #useColors: boolean;

  /**
   * Makes a handler that is ready for use.
   *
   * @param levelName Records below this level are dropped.
   * @param options See {@linkcode ConsoleHandlerOptions}.
   * @throws {Error} If there is no such level.
   */
  constructor(levelName: LevelName, options: ConsoleHandlerOptions = {}) {
    super(levelName, options);
    this.#useColors = (options.useColors ?? true) && !Deno.noColor;
  }

  /** The text that is written for a record, coloured by its level. */
  override format(logRecord: LogRecord): string {
    const msg = super.format(logRecord);
    return this.#useColors ? colour(msg, logRecord.level) : msg;
  }

  /** Writes one line. */
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

/** A text that ends the same attribute itself must not end it for the rest of the line. */
function paint(text: string, [set, unset]: readonly [number, number]): string {
  const [open, close] = [`\x1b[${set}m`, `\x1b[${unset}m`];
  return open + text.replaceAll(close, open) + close;
}
