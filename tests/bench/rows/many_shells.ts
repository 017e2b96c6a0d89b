import { alternate } from "../alternate.ts";
import { consumptionOf } from "../consumption.ts";
import { atMost, atMostTimes, below, type Figure } from "../figure.ts";
import { median, percentile } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";
import { runOnce } from "../run_once.ts";
import { WorkerThread } from "../worker_thread.ts";
import type { ShellsResult, ShellsTask } from "./many_shells_worker.ts";

/** Options for a row of many shells. */
interface ShellsOptions {
  readonly id: string;
  readonly shells: number;
  readonly linesPerSecond: number;
  memory(runs: readonly ShellsRun[]): Pick<Figure, "what" | "unit" | "value" | "goal">;
}

const FEW = 50;

/** Row of few shells that print much. */
export const fewShells: Row = shellsRow({
  id: "50-shells",
  shells: FEW,
  linesPerSecond: 100,
  memory: (runs) => ({
    what: "memory per shell",
    unit: "MiB",
    value: median(runs.map(({ idleMebibytes, mebibytes }) => (mebibytes - idleMebibytes) / FEW)),
    goal: below(0.5),
  }),
});

/** Row of many shells that print little. */
export const manyShells: Row = shellsRow({
  id: "200-shells",
  shells: 200,
  linesPerSecond: 25,
  memory: (runs) => ({
    what: "memory",
    unit: "MiB",
    value: median(runs.map(({ mebibytes }) => mebibytes)),
    goal: below(128),
  }),
});

function shellsRow({ id, shells, linesPerSecond, memory }: ShellsOptions): Row {
  return {
    id,
    async measure(lab) {
      const lines = linesPerSecond * lab.extent({ short: 5, full: 20 });
      const load = { shells, lines, linesPerSecond };
      const sshd = await lab.sshd();
      const runs = await alternate(lab.extent({ short: 1, full: 3 }), {
        service: async () => await runShells(await lab.service(oneServer(sshd)), load),
        relay: async () => await runShells(await lab.relay(sshd), load),
      });
      const figure = (
        figure: Omit<Figure, "reference" | "value">,
        of: (runs: readonly ShellsRun[]) => number,
      ): Figure => ({
        ...figure,
        what: `${shells} shells, ${linesPerSecond} lines/s each: ${figure.what}`,
        value: of(runs.service),
        reference: { name: "relay", value: of(runs.relay) },
      });
      const wrong = (runs: readonly ShellsRun[]) =>
        runs.reduce((sum, run) => sum + run.wrongLines, 0);
      const p99 = (runs: readonly ShellsRun[]) =>
        percentile(runs.flatMap(({ delaysMs }) => delaysMs), 99);
      const cpu = (runs: readonly ShellsRun[]) => median(runs.map(({ cpuSeconds }) => cpuSeconds));
      return [
        figure({ what: "lines lost", unit: "", goal: atMost(0) }, wrong),
        figure({ what: "p99 delay", unit: "ms", goal: below(150) }, p99),
        figure({ what: "CPU", unit: "s", goal: atMostTimes(1) }, cpu),
        figure(memory(runs.service), (runs) => memory(runs).value),
      ];
    },
  };
}

/** Result of a run of all shells at once. */
interface ShellsRun extends ShellsResult {
  /** CPU time of the service while the shells print. */
  readonly cpuSeconds: number;
  /** Resident set of the service before the first shell. */
  readonly idleMebibytes: number;
  /** Largest resident set of the service since then. */
  readonly mebibytes: number;
}

/**
 * Opens the shells of a service and lets them print. Ends the service, so that its memory is of one
 * run.
 */
async function runShells(
  service: ServiceProcess,
  load: Omit<ShellsTask, "service">,
): Promise<ShellsRun> {
  await using subject = service;
  const { url, dialect, pid } = subject;
  await runOnce(subject);
  const idle = await consumptionOf(pid);
  // A separate thread, so that this one does not delay the reading.
  using worker = new WorkerThread(new URL("many_shells_worker.ts", import.meta.url));
  await worker.ask<"open">({ service: { url, dialect }, ...load } satisfies ShellsTask);
  const before = await consumptionOf(pid);
  const result = await worker.ask<ShellsResult>("go");
  const after = await consumptionOf(pid);
  return {
    ...result,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    idleMebibytes: idle.mebibytes,
    mebibytes: after.peakMebibytes,
  };
}
