// Measures the service beside its references in the same run. `--short` takes about 5 min, the
// whole about 20 min. `--only echo,bulk` measures the rows whose ids contain one of these texts.
import { parseArgs } from "node:util";
import { sshdAvailability } from "../harness/sshd.ts";
import type { Figure } from "./figure.ts";
import { Lab } from "./lab.ts";
import { describeMachine } from "./machine.ts";
import type { Row } from "./row.ts";
import { bulk } from "./rows/bulk.ts";
import { clientLibrary } from "./rows/client_library.ts";
import { detached } from "./rows/detached.ts";
import { echo, fastEcho, terminalEcho } from "./rows/echo.ts";
import { idleClients } from "./rows/idle_clients.ts";
import { fewShells, manyShells } from "./rows/many_shells.ts";
import { phraseAmongShells } from "./rows/phrase_among_shells.ts";
import { jobs } from "./rows/jobs.ts";
import { leases } from "./rows/leases.ts";
import { ping, pingFlood, pingReturns, pingTransfer } from "./rows/ping.ts";
import { progressBar } from "./rows/progress_bar.ts";
import { roundTrip } from "./rows/round_trip.ts";
import { stalledReader } from "./rows/stalled_reader.ts";
import { start } from "./rows/start.ts";
import { sweep } from "./rows/sweep.ts";
import { smallFiles, transfer } from "./rows/transfer.ts";
import { token } from "./rows/token.ts";
import { table } from "./table.ts";

const ROWS: readonly Row[] = [
  echo,
  fastEcho,
  terminalEcho,
  bulk,
  clientLibrary,
  stalledReader,
  progressBar,
  fewShells,
  manyShells,
  ping,
  pingReturns,
  pingFlood,
  pingTransfer,
  roundTrip,
  phraseAmongShells,
  detached,
  jobs,
  idleClients,
  sweep,
  transfer,
  smallFiles,
  token,
  start,
  leases,
];

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

if (import.meta.main) Deno.exit(await main());

/** Prints the table. Returns 0 when all rows were measured, also those that miss their goals. */
async function main(): Promise<number> {
  const available = sshdAvailability();
  if (!available.ok) {
    print(`The benchmark needs an SSH server: ${available.why}`);
    return 0;
  }
  const { values: { short: isShort, only } } = parseArgs({
    args: Deno.args,
    options: { short: { type: "boolean", default: false }, only: { type: "string", default: "" } },
  });
  const wanted = only.split(",");
  const rows = ROWS.filter(({ id }) => wanted.some((part) => id.includes(part)));
  const ids = ROWS.map(({ id }) => id).join(", ");
  if (rows.length === 0) throw new Error(`no row is called ${only}; there are ${ids}`);
  const machine = await describeMachine();
  const figures: Figure[] = [];
  const failed: string[] = [];
  for (const row of rows) {
    const startMs = performance.now();
    await measure(row, isShort).then(
      (measured) => figures.push(...measured),
      (error) => failed.push(`${row.id}: ${error instanceof Error ? error.stack : error}`),
    );
    say(`${row.id}: ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
  }
  print(machine, "", table(figures), ...failed.map((why) => `\nNot measured: ${why}`));
  return failed.length === 0 ? 0 : 1;
}

/** Measures a row in its own lab. A signal ends the lab. */
async function measure(row: Row, isShort: boolean): Promise<readonly Figure[]> {
  await using lab = new Lab({ isShort });
  const stop = () => void lab[Symbol.asyncDispose]().finally(() => Deno.exit(130));
  for (const signal of SIGNALS) Deno.addSignalListener(signal, stop);
  try {
    return await row.measure(lab);
  } finally {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, stop);
  }
}

/** Prints the progress of the run on standard error. */
function say(line: string): void {
  // deno-lint-ignore no-console -- a task for people
  console.error(line);
}

function print(...lines: string[]): void {
  // deno-lint-ignore no-console -- a task for people
  console.log(lines.join("\n"));
}
