/** Exit code of a call with unknown or missing arguments. */
export const USAGE_EXIT_CODE = 2;

/** Prints the usage on standard error. Returns {@linkcode USAGE_EXIT_CODE}. */
export function refuseUsage(usage: string): number {
  // deno-lint-ignore no-console -- a command prints to its terminal
  console.error(`Usage: ${usage}`);
  return USAGE_EXIT_CODE;
}
