import { serverVariables } from "../harness/app.ts";
import { type Sshd, startSshd } from "../harness/sshd.ts";
import { ALGORITHMS } from "../../src/ssh/algorithms.ts";
import { Client } from "./client.ts";
import { consumptionOf, forgetPeak } from "./consumption.ts";
import { alternate } from "./measures.ts";
import { median } from "./percentile.ts";
import { type ServiceProcess, startServiceWith } from "./processes.ts";
import type { Row } from "./table.ts";

/** What is copied. */
export interface TransferExtent {
  /** Of the one large file. */
  readonly megabytes: number;
  /** Small files, 4 KiB each. */
  readonly smallFiles: number;
  readonly rounds: number;
}

/** Two servers, the files to copy, and the service between them. */
interface TransferSubjects {
  readonly service: ServiceProcess;
  readonly source: Sshd;
  readonly target: Sshd;
}

const SMALL_BYTES = 4_096;

/** Copies from server to server, through the service and through `scp -3`, in turn. `resources` end what it starts. */
export async function transferRows(
  resources: AsyncDisposableStack,
  { folder, ...extent }: TransferExtent & { folder: string },
): Promise<Row[]> {
  const { megabytes, smallFiles, rounds } = extent;
  const subjects = await open(resources, { folder, extent });
  const big = `${megabytes} MB`;
  const small = `${smallFiles} files of 4 KiB`;
  await transfer(subjects, "big"); // The first run of a program is slower than all others.
  const bigRuns = await alternate(rounds, {
    service: () => transfer(subjects, "big"),
    scp: () => scp(subjects, "big"),
  });
  const smallRuns = await alternate(rounds, {
    service: () => transfer(subjects, "small"),
    scp: () => scp(subjects, "small"),
  });
  const rate = (total: number, seconds: readonly number[]) => total / median(seconds);
  const seconds = (runs: readonly Run[]) => runs.map((run) => run.seconds);
  return [
    {
      measure: `Server to server, ${big}: MB/s (OpenSSH: \`scp -3\`)`,
      service: rate(megabytes, seconds(bigRuns.service)),
      openSsh: rate(megabytes, bigRuns.scp),
    },
    {
      measure: "Server to server: CPU seconds per GB",
      service: median(bigRuns.service.map((run) => run.cpuSeconds)) / megabytes * 1000,
    },
    {
      measure: "Server to server: peak memory, MB",
      service: median(bigRuns.service.map((run) => run.peakMegabytes)),
    },
    {
      measure: `Server to server, ${small}: files/s`,
      service: rate(smallFiles, seconds(smallRuns.service)),
      openSsh: rate(smallFiles, smallRuns.scp),
    },
  ];
}

async function open(
  resources: AsyncDisposableStack,
  { folder, extent }: { folder: string; extent: TransferExtent },
): Promise<TransferSubjects> {
  const source = resources.use(await startSshd());
  const target = resources.use(await startSshd());
  await furnish(source.folder, extent);
  const home = `${folder}/transfers`; // The service of the other measures has its database in the folder itself.
  await Deno.mkdir(home);
  const service = resources.use(
    await startServiceWith({
      ...serverVariables("source", source),
      ...serverVariables("target", target),
      TRANSFER_BIG: `source:${source.folder}/big -> target:${target.folder}/`,
      TRANSFER_SMALL: `source:${source.folder}/small -> target:${target.folder}/`,
    }, home),
  );
  return { service, source, target };
}

/** Bytes that do not repeat: no shortcut anywhere makes them cheaper. */
async function furnish(
  folder: string,
  { megabytes, smallFiles }: TransferExtent,
): Promise<void> {
  using file = await Deno.open(`${folder}/big`, { write: true, create: true });
  const bytes = new Uint8Array(1_000_000);
  for (let written = 0; written < megabytes; written++) {
    for (let at = 0; at < bytes.length; at += 50_000) {
      crypto.getRandomValues(bytes.subarray(at, at + 50_000));
    }
    await file.write(bytes);
  }
  await Deno.mkdir(`${folder}/small`);
  for (let index = 0; index < smallFiles; index++) {
    const content = crypto.getRandomValues(new Uint8Array(SMALL_BYTES));
    await Deno.writeFile(`${folder}/small/file ${index}`, content);
  }
}

/** One transfer through the service, connecting included. */
interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

async function transfer(
  { service, target }: TransferSubjects,
  name: "big" | "small",
): Promise<Run> {
  await clear(target);
  await using client = await Client.connect(service);
  client.send(JSON.stringify({ type: "start_session" }));
  await forgetPeak(service.pid);
  const before = await consumptionOf(service.pid);
  const startMs = performance.now();
  await client.ask(JSON.stringify({ type: "scp_transfer", data: { transfer_name: name } }));
  const seconds = (performance.now() - startMs) / 1000;
  const { cpuSeconds, peakMegabytes } = await consumptionOf(service.pid);
  return { seconds, cpuSeconds: cpuSeconds - before.cpuSeconds, peakMegabytes };
}

/** Seconds that `scp -3` takes for the same, with the ciphers of the service. */
async function scp(
  { source, target }: TransferSubjects,
  name: "big" | "small",
): Promise<number> {
  await clear(target);
  const options = [
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    `Ciphers=${ALGORITHMS.cipher}`,
  ];
  const urlOf = ({ user, host, port, folder }: Sshd) => `scp://${user}@${host}:${port}/${folder}`;
  const startMs = performance.now();
  const { code, stderr } = await new Deno.Command("scp", {
    args: [
      ...["-3", "-r", "-p", "-q", "-F", "none", ...options.flatMap((option) => ["-o", option])],
      ...[source, target].flatMap(({ clientKeys }) => ["-i", clientKeys.ed25519]),
      `${urlOf(source)}/${name}`,
      `${urlOf(target)}/`,
    ],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return (performance.now() - startMs) / 1000;
}

async function clear({ folder }: Sshd): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.remove(`${folder}/${name}`, { recursive: true });
  }
}
