/**
 * The part of `jsr:@std/log` that this project uses, for networks that do not reach JSR: loggers,
 * levels, and handlers for the console and for files. Names, signatures and behaviour are the published
 * package's; its registry (`setup`, `getLogger`) is left out, so a logger is made with its handlers.
 *
 * @module
 */
export { BaseHandler, type BaseHandlerOptions, type FormatterFunction } from "./base_handler.ts";
export { ConsoleHandler, type ConsoleHandlerOptions } from "./console_handler.ts";
export { FileHandler, type FileHandlerOptions, type LogMode } from "./file_handler.ts";
export {
  getLevelByName,
  getLevelName,
  type LevelName,
  type LogLevel,
  LogLevelNames,
  LogLevels,
} from "./levels.ts";
export type { LogRecord, LogRecordOptions } from "./log_record.ts";
export { type GenericFunction, Logger, type LoggerOptions } from "./logger.ts";
