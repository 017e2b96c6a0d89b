import { Cron } from "croner";
import { type FieldFault, reasonOf } from "../errors.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";

/** Schedule of a job. */
export type Schedule = NonNullable<JobDefinition["schedule"]>;

/** Maximum number of missed times that are run: those of `missed: "all"`. */
const MAX_MISSED = 10;
/** Maximum number of times of one evaluation. */
const MAX_TIMES = 100;

/** Returns the fault of a schedule that is no schedule, or never fires; undefined without one. */
export function scheduleFault(schedule: Schedule): FieldFault | undefined {
  const cron = "schedule.cron";
  try {
    if (cronOf(schedule).nextRun() === null) return { field: cron, message: "Never fires" };
  } catch (cause) {
    const isZone = !isTimeZone(schedule.time_zone);
    if (isZone) return { field: "schedule.time_zone", message: "Not a time zone like Asia/Seoul" };
    return { field: cron, message: reasonOf(cause).replace(/^CronPattern: /, "") };
  }
  return undefined;
}

/** Times at which a job is due. */
export interface DueTimes {
  /** Times to run it for, oldest first. */
  readonly due: readonly Date[];
  /** Times that pass without a run, oldest first. At most 100 of both. */
  readonly missed: readonly Date[];
}

/**
 * Returns the times of a schedule after `since` up to `now`. A time up to a minute old is due;
 * older ones are missed, of which `schedule.missed` makes none, the last or ten due. A local time
 * that is missing when the clocks change is due when it would have been; one that occurs twice is
 * due once.
 */
export function dueTimes(
  schedule: Schedule,
  { since, now }: { readonly since: Date; readonly now: Date },
): DueTimes {
  const times: Date[] = [];
  const cron = cronOf(schedule);
  const before = (time: Date) => cron.previousRuns(1, time)[0];
  // Times are whole seconds: that of `now` itself is among them.
  let time = before(new Date(Math.floor(now.getTime() / 1_000 + 1) * 1_000));
  while (time !== undefined && time > since && times.length < MAX_TIMES) {
    times.unshift(time);
    time = before(time);
  }
  const isOnTime = (time: Date | undefined) =>
    time !== undefined && now.getTime() - time.getTime() < ON_TIME_MS;
  const onTime = times.filter(isOnTime);
  const late = times.filter((time) => !isOnTime(time));
  const count = { skip: 0, once: onTime.length > 0 ? 0 : 1, all: MAX_MISSED }[schedule.missed];
  const caughtUp = count === 0 ? [] : late.slice(-count);
  return { due: [...caughtUp, ...onTime], missed: late.slice(0, late.length - caughtUp.length) };
}

/** Returns the next time of a schedule after `now`. */
export function nextTime(schedule: Schedule, now: Date): Date | null {
  return cronOf(schedule).nextRun(now);
}

/** Age up to which a time is not missed, in milliseconds: the schedule is read once a minute. */
const ON_TIME_MS = 90_000;

/** Returns the day of a time in a time zone: `20260131`. */
export function dayOf(time: Date, timeZone: string): string {
  const options = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-CA", options).format(time).replaceAll("-", "");
}

function cronOf({ cron, time_zone: timezone }: Schedule): Cron {
  return new Cron(cron, { timezone, paused: true });
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
