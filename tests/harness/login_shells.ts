/** Checks whether `shell` is missing, so that its tests are skipped, and reports a missing one. */
export function ignoreWithout(shell: string): boolean {
  try {
    Deno.statSync(shell);
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.stderr.writeSync(new TextEncoder().encode(`tests with ${shell} are skipped\n`));
    return true;
  }
}
