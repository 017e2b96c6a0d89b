/**
 * Part of `jsr:@std/log` that this project uses, for networks without access to JSR: loggers,
 * levels, and handlers for the console and for files. Names, signatures and behaviour are those of
 * the published package. The registry (`setup`, `getLogger`) is left out: a logger is created with
 * its handlers.
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
