import { alternate } from "../alternate.ts";
import type { Client } from "../client.ts";
import { within } from "../figure.ts";
import { percentile } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";
import { WorkerThread } from "../worker_thread.ts";
import type { ShellsResult, ShellsTask } from "./many_shells_worker.ts";
import { loggedIn, runToPhrase } from "./round_trip.ts";

const SHELLS = 50;
const LINES_PER_SECOND = 100;
/** Number of commands of each round on a service that does nothing else. */
const ALONE = 30;

/**
 * A command that ends at its stop phrase while shells of others print, beside the same command
 * alone.
 */
export const phraseAmongShells: Row = {
  id: "phrase-among-shells",
  async measure(lab) {
    const lines = LINES_PER_SECOND * lab.extent({ short: 5, full: 20 });
    const service = await lab.service(oneServer(await lab.sshd()));
    await using client = await loggedIn(service);
    await runToPhrase(client); // The first is slower than all others.
    const runs = await alternate(lab.extent({ short: 1, full: 3 }), {
      alone: () => runAlone(client),
      among: () => runAmongShells(client, { service, lines }),
    });
    const figure = (percent: number) => ({
      what: `Command that ends at its stop phrase, among ${SHELLS} shells: p${percent}`,
      unit: "ms",
      value: percentile(runs.among.flat(), percent),
      reference: { name: "alone", value: percentile(runs.alone.flat(), percent) },
    });
    return [{ ...figure(50), goal: within(5) }, figure(99)];
  },
};

async function runAlone(client: Client): Promise<number[]> {
  const times: number[] = [];
  while (times.length < ALONE) times.push(await runToPhrase(client));
  return times;
}

/**
 * Runs the command again and again while the shells print.
 *
 * @throws {Error} when one of their lines is lost
 */
async function runAmongShells(
  client: Client,
  { service: { url, dialect }, lines }: { service: ServiceProcess; lines: number },
): Promise<number[]> {
  // A thread of its own, so that reading the lines does not delay the reading of the endings.
  using worker = new WorkerThread(new URL("many_shells_worker.ts", import.meta.url));
  const task = {
    service: { url, dialect },
    shells: SHELLS,
    lines,
    linesPerSecond: LINES_PER_SECOND,
  };
  await worker.ask<"open">(task satisfies ShellsTask);
  await runToPhrase(client); // A shell may have taken the connection of the one before.
  let isPrinting = true;
  const printing = worker.ask<ShellsResult>("go").finally(() => isPrinting = false);
  printing.catch(() => {}); // Awaited below.
  const times: number[] = [];
  while (isPrinting) times.push(await runToPhrase(client));
  const { wrongLines } = await printing;
  if (wrongLines > 0) throw new Error(`${wrongLines} lines of the shells were lost`);
  times.pop(); // It may have ended after the shells.
  if (times.length === 0) throw new Error("no command ended while the shells printed");
  return times;
}
