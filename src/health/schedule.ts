import { toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { within } from "../async/within.ts";

/** What the schedule drives, and what ends it. */
export interface HealthScheduleOptions {
  /** Checks all servers once, in at most 25 s. */
  readonly sweep: (signal: AbortSignal) => Promise<void>;
  /** Where a sweep that failed is logged. */
  readonly log: Log;
  /** Ends the schedule and the sweep under way. */
  readonly signal: AbortSignal;
}

/** Cron ticks once a minute: the second sweep of a tick begins so long after its start. */
const SECOND_SWEEP_MS = 30_000;

/**
 * Sweeps at once, and from the next full minute on every 30 s. Settles when `signal` has aborted and nothing is under way.
 * The process can hold one such schedule at a time.
 *
 * @throws {TypeError} when there is one already
 */
export async function scheduleHealth(options: HealthScheduleOptions): Promise<void> {
  let ticking: Promise<void> | undefined;
  const cron = Deno.cron("health", "* * * * *", { signal: options.signal }, () => {
    ticking = tick(options);
    return ticking;
  });
  await Promise.all([cron, attempt(options)]);
  await ticking;
}

/** One minute of checks: a sweep, and a second one 30 s after the start. Never rejects: cron would try it again. */
export async function tick(
  { wait = pause, ...options }: HealthScheduleOptions & {
    /** Waits so many milliseconds, or until the signal aborts. */
    readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  },
): Promise<void> {
  await Promise.all([attempt(options), wait(SECOND_SWEEP_MS, options.signal)]);
  await attempt(options);
}

/** Sweeps, unless all is over. The place where a failure is logged, once: the next sweep is not its business. */
async function attempt({ sweep, log, signal }: HealthScheduleOptions): Promise<void> {
  if (signal.aborted) return;
  try {
    await sweep(signal);
  } catch (cause) {
    log.error("health sweep failed", { error: toAppError(cause) });
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  signal.addEventListener("abort", stop, { once: true });
  await within(ms, aborted);
  signal.removeEventListener("abort", stop);
}
