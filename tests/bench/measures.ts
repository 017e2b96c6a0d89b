import type { Sshd } from "../harness/sshd.ts";
import { bulk, type BulkRun } from "./bulk.ts";
import { echoThrough, type Typing } from "./echo.ts";
import { bulkThroughOpenSsh, echoThroughOpenSsh, roundTripOfOpenSsh } from "./openssh.ts";
import { median, percentile } from "./percentile.ts";
import { pingDuringBulk } from "./ping.ts";
import type { ServiceProcess } from "./processes.ts";
import { roundTrip } from "./round_trip.ts";
import type { Row } from "./table.ts";

/** Who is measured. */
export interface Subjects {
  readonly service: ServiceProcess;
  readonly relay: ServiceProcess;
  readonly sshd: Sshd;
}

/** Text that a command prints on a terminal, `rounds` times for each in turn. */
export async function bulkRows(
  { service, relay, sshd }: Subjects,
  { megabytes, rounds }: { megabytes: number; rounds: number },
): Promise<Row[]> {
  const runs = await alternate(rounds, {
    service: () => bulk(service, megabytes),
    relay: () => bulk(relay, megabytes),
    openSsh: () => bulkThroughOpenSsh(sshd, megabytes),
  });
  const row = (measure: string, key: keyof BulkRun): Row => ({
    measure,
    service: median(runs.service.map((run) => run[key])),
    relay: median(runs.relay.map((run) => run[key])),
  });
  return [
    {
      ...row(`Bulk output, ${megabytes} MB: MB/s`, "megabytesPerSecond"),
      openSsh: median(runs.openSsh),
    },
    row("Bulk output: CPU seconds", "cpuSeconds"),
    row("Bulk output: peak memory, MB", "peakMegabytes"),
  ];
}

/** Keys and their echoes, `rounds` times for each in turn. */
export async function echoRows(
  { service, relay, sshd }: Subjects,
  { name, rounds, throttleSeconds, ...typing }:
    & Typing
    & { name: string; rounds: number; throttleSeconds?: number },
): Promise<Row[]> {
  const runs = await alternate(rounds, {
    service: () => echoThrough(service, { ...typing, throttleSeconds }),
    relay: () => echoThrough(relay, typing),
    openSsh: () => echoThroughOpenSsh(sshd, typing),
  });
  return [50, 99].map((percent) => ({
    measure: `Echo, ${name}: p${percent}, ms`,
    service: percentile(runs.service.flat(), percent),
    relay: percentile(runs.relay.flat(), percent),
    openSsh: percentile(runs.openSsh.flat(), percent),
  }));
}

/** A command that does nothing, `rounds` times for each in turn. */
export async function roundTripRow(
  { service, relay, sshd }: Subjects,
  { rounds }: { rounds: number },
): Promise<Row> {
  const runs = await alternate(rounds, {
    service: () => roundTrip(service),
    relay: () => roundTrip(relay),
    openSsh: () => roundTripOfOpenSsh(sshd),
  });
  return {
    measure: "Command `true` with its login: median, ms",
    service: median(runs.service),
    relay: median(runs.relay),
    openSsh: median(runs.openSsh),
  };
}

/** What another client waits for an answer meanwhile. The plain relay answers nothing. */
export async function pingRows(
  { service }: Subjects,
  { megabytes, rounds }: { megabytes: number; rounds: number },
): Promise<Row[]> {
  const runs = await alternate(rounds, { service: () => pingDuringBulk(service, megabytes) });
  const times = runs.service.flat();
  return ([["p50", 50], ["p99", 99], ["worst", 100]] as const).map(([name, percent]) => ({
    measure: `Another client's ping meanwhile: ${name}, ms`,
    service: percentile(times, percent),
  }));
}

/** Does each of `tasks` in turn, `rounds` times: what slows the machine down for a while slows all of them. */
export async function alternate<Tasks extends Readonly<Record<string, () => Promise<unknown>>>>(
  rounds: number,
  tasks: Tasks,
): Promise<{ [Name in keyof Tasks]: Awaited<ReturnType<Tasks[Name]>>[] }> {
  const results = Object.entries(tasks).map(([name, run]) => ({
    name,
    run,
    values: [] as unknown[],
  }));
  for (let round = 0; round < rounds; round++) {
    for (const { run, values } of results) values.push(await run());
  }
  const entries = results.map(({ name, values }) => [name, values]);
  return Object.fromEntries(entries);
}
