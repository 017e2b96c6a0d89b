/** Levels by name, in rising order. */
export const LogLevels = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARN: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;

/** Name of a level. */
export type LevelName = keyof typeof LogLevels;

/** Number of a level. */
export type LogLevel = typeof LogLevels[LevelName];

/** Names of the levels, in rising order. */
export const LogLevelNames: LevelName[] = [
  "NOTSET",
  "DEBUG",
  "INFO",
  "WARN",
  "ERROR",
  "CRITICAL",
];

/**
 * Returns the number of the level called `name`.
 *
 * @throws {Error} if no level has that name
 */
export function getLevelByName(name: LevelName): LogLevel {
  if (!Object.hasOwn(LogLevels, name)) throw new Error(`There is no log level named ${name}`);
  return LogLevels[name];
}

/**
 * Returns the name of the level with the number `level`.
 *
 * @throws {Error} if no level has that number
 */
export function getLevelName(level: LogLevel): LevelName {
  const name = LogLevelNames.find((candidate) => LogLevels[candidate] === level);
  if (name === undefined) throw new Error(`There is no log level of number ${level}`);
  return name;
}
