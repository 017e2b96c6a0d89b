import { recall } from "../link/memory.ts";

/** Goes on with a command that ran before the page was loaded, on every view. Called once. */
export function continueCommand(): void {
  if (recall("command") === undefined) return;
  void import("./command/command_runner.ts").then((runner) => runner.continueCommand());
}
