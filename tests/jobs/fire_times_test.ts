import { assertEquals } from "@std/assert";
import { dayOf, dueTimes, type Schedule, scheduleFault } from "../../src/jobs/fire_times.ts";

const NIGHTLY: Schedule = {
  cron: "30 2 * * *",
  time_zone: "Europe/Berlin",
  missed: "skip",
  overlap: "skip",
};

/** Returns the times at which a schedule is due, evaluated every minute from `from` to `to`. */
function minuteByMinute(schedule: Schedule, from: string, to: string): string[] {
  const due: string[] = [];
  let since = new Date(from);
  for (let ms = since.getTime(); ms <= Date.parse(to); ms += 60_000) {
    const now = new Date(ms);
    due.push(...dueTimes(schedule, { since, now }).due.map((time) => time.toISOString()));
    since = now;
  }
  return due;
}

Deno.test("dueTimes: a time that is missing when the clocks go forward is due once, later", () => {
  assertEquals(minuteByMinute(NIGHTLY, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"), [
    "2026-03-29T01:00:00.000Z",
    "2026-03-30T00:30:00.000Z",
  ]);
});

Deno.test("dueTimes: a time that is there twice when the clocks go back is due once", () => {
  assertEquals(minuteByMinute(NIGHTLY, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"), [
    "2026-10-25T00:30:00.000Z",
    "2026-10-26T01:30:00.000Z",
  ]);
});

Deno.test("dueTimes: after three days off, none, the last or each missed time is due", () => {
  const off = { since: new Date("2026-06-01T12:00:00Z"), now: new Date("2026-06-04T12:00:00Z") };
  const times = ["2026-06-02T00:30:00Z", "2026-06-03T00:30:00Z", "2026-06-04T00:30:00Z"]
    .map((text) => new Date(text));
  const after = (missed: Schedule["missed"]) => dueTimes({ ...NIGHTLY, missed }, off);
  assertEquals(after("skip"), { due: [], missed: times });
  assertEquals(after("once"), { due: times.slice(2), missed: times.slice(0, 2) });
  assertEquals(after("all"), { due: times, missed: [] });
});

Deno.test("dueTimes: a start at the time itself makes no missed time of it", () => {
  const off = { since: new Date("2026-06-01T12:00:00Z"), now: new Date("2026-06-04T00:30:20Z") };
  const { due, missed } = dueTimes({ ...NIGHTLY, missed: "once" }, off);
  assertEquals(due, [new Date("2026-06-04T00:30:00Z")]);
  assertEquals(missed.length, 2);
});

Deno.test("dueTimes: at most ten missed times are due", () => {
  const schedule: Schedule = { ...NIGHTLY, cron: "* * * * *", missed: "all" };
  const now = new Date("2026-06-04T00:30:20Z");
  const { due, missed } = dueTimes(schedule, { since: new Date("2026-06-01T12:00:00Z"), now });
  assertEquals(due.length, 12); // The last two are on time.
  assertEquals(due.at(-1), new Date("2026-06-04T00:30:00Z"));
  assertEquals(missed.length, 88);
});

Deno.test("scheduleFault: names the field at fault, and times that never come", () => {
  const faultOf = (change: Partial<Schedule>) => scheduleFault({ ...NIGHTLY, ...change });
  assertEquals(faultOf({}), undefined);
  assertEquals(faultOf({ cron: "0 0 31 2 *" })?.message, "Never fires");
  assertEquals(faultOf({ cron: "x * * * *" })?.field, "schedule.cron");
  assertEquals(faultOf({ time_zone: "Europe/Nowhere" })?.field, "schedule.time_zone");
});

Deno.test("dayOf: is the day in the time zone", () => {
  assertEquals(dayOf(new Date("2026-01-31T20:00:00Z"), "Asia/Seoul"), "20260201");
});
