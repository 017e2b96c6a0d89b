/** Time for a condition to hold, in milliseconds. */
const LIMIT_MS = 30_000;
/** Minimum time between two checks, in milliseconds. */
const PAUSE_MS = 10;
/**
 * Minimum pause after a check, as a multiple of its duration: costly checks slow the machine down.
 */
const PAUSE_FACTOR = 4;

/**
 * Waits until `condition` holds.
 *
 * @throws {Error} that names `what` when it does not hold within {@linkcode LIMIT_MS}
 */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const startMs = performance.now();
    if (await condition()) return;
    const endMs = performance.now();
    if (endMs > deadline) throw new Error(`never came true: ${what}`);
    const pauseMs = Math.max(PAUSE_MS, PAUSE_FACTOR * (endMs - startMs));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
