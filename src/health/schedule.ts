import { sleep } from "../async/sleep.ts";
import { toAppError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Options for {@linkcode scheduleHealth}. */
export interface HealthScheduleOptions {
  /** Probes all servers once, in at most 25 s. */
  readonly sweep: (signal: AbortSignal) => Promise<void>;
  /** Log for failed sweeps. */
  readonly log: Log;
  /** Ends the schedule and the current sweep. */
  readonly signal: AbortSignal;
}

/** Time from the start of a tick, one a minute, to its second sweep, in milliseconds. */
const SECOND_SWEEP_MS = 30_000;

/**
 * Sweeps at once, and every 30 s from the next full minute on. Resolves when `signal` has aborted
 * and the current sweep has ended. A process can have one schedule at a time.
 *
 * @throws {TypeError} when there is a schedule already
 */
export async function scheduleHealth(options: HealthScheduleOptions): Promise<void> {
  let ticking: Promise<void> | undefined;
  const start = () => ticking = tick(options);
  const cron = Deno.cron("health", "* * * * *", { signal: options.signal }, start);
  await Promise.all([cron, attempt(options)]);
  await ticking;
}

/** Sweeps at once and again 30 s later. Never rejects, because cron would retry. */
export async function tick(
  { wait = sleep, ...options }: HealthScheduleOptions & {
    /** Resolves after `ms` milliseconds, or rejects when the signal aborts. Default: `sleep`. */
    readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  },
): Promise<void> {
  const { signal } = options;
  await Promise.all([attempt(options), wait(SECOND_SWEEP_MS, signal).catch(() => {})]);
  await attempt(options);
}

/** Sweeps unless the signal has aborted, and logs a failure. */
async function attempt({ sweep, log, signal }: HealthScheduleOptions): Promise<void> {
  if (signal.aborted) return;
  try {
    await sweep(signal);
  } catch (cause) {
    log.error("health sweep failed", { error: toAppError(cause) });
  }
}
