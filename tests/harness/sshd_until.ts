/**
 * Waits until `condition` holds, looking every 5 ms.
 *
 * @throws Error that names `what` when it does not hold within `timeoutMs` (10,000)
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  { what, timeoutMs = 10_000 }: { readonly what: string; readonly timeoutMs?: number },
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!await condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
