import { USAGE } from "./exit_codes.ts";

/** Prints the usage on standard error. Returns {@linkcode USAGE}. */
export function refuseUsage(usage: string): number {
  // deno-lint-ignore no-console -- a command prints to its terminal
  console.error(`Usage: ${usage}`);
  return USAGE;
}
