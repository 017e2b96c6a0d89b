// Measures the service beside a plain relay, on the same sshd and in the same run. `--short` takes less than a minute.
import { sshdAvailability, startSshd } from "../harness/sshd.ts";
import { bulk } from "./bulk.ts";
import { describeMachine } from "./machine.ts";
import { bulkRows, echoRows, pingRows, roundTripRow, type Subjects } from "./measures.ts";
import { startRelay, startService } from "./processes.ts";
import { type Row, table } from "./table.ts";
import { type TransferExtent, transferRows } from "./transfers.ts";

/** How much is measured. */
interface Extent {
  readonly megabytes: number;
  readonly bulkRounds: number;
  readonly pingRounds: number;
  readonly echoRounds: number;
  readonly commandRounds: number;
  readonly transfers: TransferExtent;
}

const FULL: Extent = {
  megabytes: 200,
  bulkRounds: 3,
  pingRounds: 3,
  echoRounds: 5,
  commandRounds: 20,
  transfers: { megabytes: 500, smallFiles: 2_000, rounds: 5 },
};
const SHORT: Extent = {
  megabytes: 40,
  bulkRounds: 3,
  pingRounds: 1,
  echoRounds: 1,
  commandRounds: 5,
  transfers: { megabytes: 40, smallFiles: 200, rounds: 1 },
};

if (import.meta.main) await main(Deno.args.includes("--short") ? SHORT : FULL);

async function main(extent: Extent): Promise<void> {
  const available = sshdAvailability();
  if (!available.ok) return print(`The benchmark needs an SSH server: ${available.why}`);
  const resources = new AsyncDisposableStack();
  let closing: Promise<void> | undefined;
  const close = () => closing ??= resources.disposeAsync();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => void close().then(() => Deno.exit(130)));
  }
  try {
    print(await describeMachine(), "");
    const folder = await Deno.makeTempDir({ prefix: "pink-page-bench-" });
    resources.defer(() => Deno.remove(folder, { recursive: true }));
    const rows = [
      ...await measure(await open(resources, folder), extent),
      ...await transferRows(resources, { folder, ...extent.transfers }),
    ];
    print(table(rows));
  } finally {
    await close();
  }
  Deno.exit(0);
}

/** Starts what is measured; `resources` ends it. */
async function open(resources: AsyncDisposableStack, folder: string): Promise<Subjects> {
  const sshd = resources.use(await startSshd());
  const service = resources.use(await startService(sshd, folder));
  const relay = resources.use(await startRelay(sshd, folder));
  return { service, relay, sshd };
}

async function measure(subjects: Subjects, extent: Extent): Promise<Row[]> {
  const { megabytes, bulkRounds, pingRounds, echoRounds, commandRounds } = extent;
  // The first run of a program is slower than all others: not one of those that count.
  for (const service of [subjects.service, subjects.relay]) await bulk(service, megabytes / 4);
  return [
    ...await bulkRows(subjects, { megabytes, rounds: bulkRounds }),
    ...await pingRows(subjects, { megabytes, rounds: pingRounds }),
    ...await echoRows(subjects, {
      name: "`throttle_interval` 0",
      rounds: echoRounds,
      keys: 100,
      pauseMs: 0,
      throttleSeconds: 0,
    }),
    ...await echoRows(subjects, {
      name: "default, a key every 150 ms",
      rounds: echoRounds,
      keys: 20,
      pauseMs: 150,
    }),
    await roundTripRow(subjects, { rounds: commandRounds }),
  ];
}

function print(...lines: string[]): void {
  // deno-lint-ignore no-console -- a task for people
  console.log(lines.join("\n"));
}
