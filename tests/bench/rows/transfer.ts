import { serverVariables } from "../../harness/app.ts";
import type { Sshd } from "../../harness/sshd.ts";
import { alternate } from "../alternate.ts";
import { Client } from "../client.ts";
import { consumptionOf, forgetPeak } from "../consumption.ts";
import { atLeastTimes } from "../figure.ts";
import type { Lab } from "../lab.ts";
import { OPENSSH_OPTIONS, SAME_CIPHER } from "../openssh.ts";
import { median } from "../percentile.ts";
import type { ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";

/** Two servers, and the service that copies between them. */
export interface Subjects {
  readonly service: ServiceProcess;
  readonly source: Sshd;
  readonly target: Sshd;
}

/** Row of a large file from server to server. */
export const transfer: Row = {
  id: "transfer",
  async measure(lab) {
    const megabytes = lab.extent({ short: 100, full: 500 });
    const subjects = await openWithLargeFile(lab, megabytes);
    await copy(subjects); // The first run is slower than all others.
    const runs = await alternate(lab.extent({ short: 3, full: 5 }), {
      service: () => copy(subjects),
      scp: () => copyByScp(subjects),
    });
    const middle = (key: keyof Run) => median(runs.service.map((run) => run[key]));
    const what = `Server to server, ${megabytes} MB`;
    return [
      {
        what,
        unit: "MB/s",
        value: megabytes / middle("seconds"),
        reference: { name: "`scp -3`", value: megabytes / median(runs.scp) },
        goal: atLeastTimes(1),
      },
      { what: `${what}: CPU per GB`, unit: "s", value: middle("cpuSeconds") / megabytes * 1000 },
      { what: `${what}: peak memory`, unit: "MiB", value: middle("peakMebibytes") },
    ];
  },
};

const SMALL_BYTES = 4_096;

/** Row of many small files from server to server. */
export const smallFiles: Row = {
  id: "small-files",
  async measure(lab) {
    const files = lab.extent({ short: 200, full: 2_000 });
    const subjects = await open(lab, (folder) => writeSmallFiles(folder, files));
    const runs = await alternate(lab.extent({ short: 1, full: 3 }), {
      service: () => copy(subjects),
      scp: () => copyByScp(subjects),
    });
    return [{
      what: `Server to server, ${files} files of 4 KiB`,
      unit: "files/s",
      value: files / median(runs.service.map(({ seconds }) => seconds)),
      reference: { name: "`scp -3`", value: files / median(runs.scp) },
    }];
  },
};

/** Starts servers and service, with a file of `megabytes` at the source. */
export async function openWithLargeFile(lab: Lab, megabytes: number): Promise<Subjects> {
  return await open(lab, (folder) => writeLargeFile(folder, megabytes));
}

/** Starts servers and service. `furnish` creates the files in a folder of the source. */
async function open(lab: Lab, furnish: (folder: string) => Promise<void>): Promise<Subjects> {
  const source = await lab.sshd();
  const target = await lab.sshd();
  const folder = `${source.folder}/all`;
  await Deno.mkdir(folder);
  await furnish(folder);
  const service = await lab.service({
    ...serverVariables("source", source),
    ...serverVariables("target", target),
    TRANSFER_ALL: `source:${folder} -> target:${target.folder}/`,
  });
  return { service, source, target };
}

/** Writes a file of random bytes, which cannot be compressed. */
async function writeLargeFile(folder: string, megabytes: number): Promise<void> {
  using file = await Deno.open(`${folder}/big`, { write: true, create: true });
  const bytes = new Uint8Array(1_000_000);
  for (let written = 0; written < megabytes; written++) {
    for (let at = 0; at < bytes.length; at += 50_000) {
      crypto.getRandomValues(bytes.subarray(at, at + 50_000));
    }
    await file.write(bytes);
  }
}

async function writeSmallFiles(folder: string, files: number): Promise<void> {
  for (let index = 0; index < files; index++) {
    const content = crypto.getRandomValues(new Uint8Array(SMALL_BYTES));
    await Deno.writeFile(`${folder}/file ${index}`, content);
  }
}

/** Transfer through the service, connecting included. */
interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

/** Runs the transfer once, into an empty folder. */
export async function copy({ service, target }: Subjects): Promise<Run> {
  await clear(target);
  await using client = await Client.connect(service);
  client.send(JSON.stringify({ type: "start_session" }));
  await forgetPeak(service.pid);
  const before = await consumptionOf(service.pid);
  const startMs = performance.now();
  await client.finish(JSON.stringify({ type: "scp_transfer", data: { transfer_name: "all" } }));
  const seconds = (performance.now() - startMs) / 1000;
  const { cpuSeconds, peakMebibytes } = await consumptionOf(service.pid);
  return { seconds, cpuSeconds: cpuSeconds - before.cpuSeconds, peakMebibytes };
}

/** Returns the seconds that `scp -3` takes for the same, with the cipher of the service. */
async function copyByScp({ source, target }: Subjects): Promise<number> {
  await clear(target);
  const urlOf = ({ user, host, port, folder }: Sshd) => `scp://${user}@${host}:${port}/${folder}`;
  const startMs = performance.now();
  const { code, stderr } = await new Deno.Command("scp", {
    args: [
      ...["-3", "-r", "-p", "-q", ...OPENSSH_OPTIONS, ...SAME_CIPHER],
      ...[source, target].flatMap(({ clientKeys }) => ["-i", clientKeys.ed25519]),
      `${urlOf(source)}/all`,
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
