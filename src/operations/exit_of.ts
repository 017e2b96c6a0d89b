import type { Exit, Shell } from "../domain/shell.ts";

/** How a command ended whose end was not waited for. */
export const UNKNOWN_EXIT: Exit = { exitCode: null, signal: null };

/** How the command ended; undefined when `signal` aborts before that. */
export async function exitOf(shell: Shell, signal: AbortSignal): Promise<Exit | undefined> {
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([shell.exit, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
