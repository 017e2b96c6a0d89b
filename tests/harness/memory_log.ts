import type { Log, LogFacts } from "../../src/log.ts";

/** Log that keeps its lines in memory: level, message and facts. */
export interface MemoryLog extends Log {
  /** Lines so far. */
  readonly lines: { readonly line: string; readonly facts: LogFacts }[];
}

/** Creates a log in memory. */
export function memoryLog(): MemoryLog {
  const lines: MemoryLog["lines"] = [];
  const at = (level: string) => (message: string, facts: LogFacts = {}) => {
    lines.push({ line: `${level} ${message}`, facts });
  };
  return { lines, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
