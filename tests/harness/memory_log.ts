import type { Log, LogFacts } from "../../src/log.ts";

/** A log that keeps its lines: level and message, and the facts beside them. */
export interface MemoryLog extends Log {
  /** What was logged so far. */
  readonly lines: { readonly line: string; readonly facts: LogFacts }[];
}

/** Makes a log that a test can look at. */
export function memoryLog(): MemoryLog {
  const lines: MemoryLog["lines"] = [];
  const at = (level: string) => (message: string, facts: LogFacts = {}) => {
    lines.push({ line: `${level} ${message}`, facts });
  };
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
