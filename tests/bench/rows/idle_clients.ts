import { alternate } from "../alternate.ts";
import { consumptionOf } from "../consumption.ts";
import { atMostTimes, within } from "../figure.ts";
import { median } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";
import { WorkerThread } from "../worker_thread.ts";
import type { IdleClientsTask } from "./idle_clients_worker.ts";

const CLIENTS = 1_000;
/** Number of broadcasts of each run. The first ones are slower and are not counted. */
const BROADCASTS = 20;
const UNCOUNTED = 4;

/** Row of many clients that only listen: memory of each, and time of a broadcast to all. */
export const idleClients: Row = {
  id: "idle-clients",
  async measure(lab) {
    const sshd = await lab.sshd();
    const runs = await alternate(lab.extent({ short: 2, full: 7 }), {
      service: async () => await tellAll(await lab.service(oneServer(sshd))),
      relay: async () => await tellAll(await lab.relay(sshd)),
    });
    const times = (run: readonly IdleClientsRun[]) => run.flatMap(({ timesMs }) => timesMs);
    const memory = (run: readonly IdleClientsRun[]) => run.map((each) => each.kibibytesPerClient);
    return [
      {
        what: `${CLIENTS} idle clients: all are told`,
        unit: "ms",
        value: median(times(runs.service)),
        reference: { name: "relay", value: median(times(runs.relay)) },
        goal: atMostTimes(1.5),
      },
      {
        what: `${CLIENTS} idle clients: memory of each`,
        unit: "KiB",
        value: median(memory(runs.service)),
        reference: { name: "relay", value: median(memory(runs.relay)) },
        goal: within(8),
      },
    ];
  },
};

/** Result of a service with all its clients. */
interface IdleClientsRun {
  /** Milliseconds from the request for each broadcast to its last arrival. */
  readonly timesMs: readonly number[];
  readonly kibibytesPerClient: number;
}

/** Connects all clients to a new service, measures, and ends the service. */
async function tellAll(service: ServiceProcess): Promise<IdleClientsRun> {
  await using subject = service;
  const { url, dialect, pid } = subject;
  const before = await consumptionOf(pid);
  using worker = new WorkerThread(new URL("idle_clients_worker.ts", import.meta.url));
  const task: IdleClientsTask = { service: { url, dialect }, clients: CLIENTS };
  await worker.ask<"connected">(task);
  const { mebibytes } = await consumptionOf(pid);
  const timesMs: number[] = [];
  for (let round = 0; round < BROADCASTS; round++) timesMs.push(await worker.ask(round));
  return {
    timesMs: timesMs.slice(UNCOUNTED),
    kibibytesPerClient: (mebibytes - before.mebibytes) * 1024 / CLIENTS,
  };
}
