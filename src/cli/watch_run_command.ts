import { withService } from "./call.ts";
import type { Io } from "./io.ts";
import { readRun } from "./read_run.ts";
import type { RunOptions } from "./run_options.ts";

/** Prints a run until it ends. Resolves to its exit code. @throws {PinkPageError} a refusal */
export function watchRunCommand(io: Io, options: RunOptions): Promise<number> {
  return withService(io, options, (call) => readRun(io, { ...options, call }));
}
