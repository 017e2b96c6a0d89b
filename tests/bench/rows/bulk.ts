import type { Sshd } from "../../harness/sshd.ts";
import { alternate } from "../alternate.ts";
import { Client } from "../client.ts";
import { consumptionOf } from "../consumption.ts";
import { atLeastTimes, atMostTimes } from "../figure.ts";
import { Flood } from "../flood.ts";
import { openSshTerminal } from "../openssh.ts";
import { median } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";

/** Row of a command that prints on a terminal at full speed. */
export const bulk: Row = {
  id: "bulk",
  async measure(lab) {
    const megabytes = lab.extent({ short: 40, full: 200 });
    const sshd = await lab.sshd();
    const service = await lab.service(oneServer(sshd));
    const relay = await lab.relay(sshd);
    // The first run is slower than all others and is not counted.
    for (const subject of [service, relay]) await print(subject, megabytes / 4);
    const runs = await alternate(3, {
      service: () => print(service, megabytes),
      relay: () => print(relay, megabytes),
      openSsh: () => printThroughOpenSsh(sshd, megabytes),
    });
    const rate = median(runs.service.map((run) => run.megabytesPerSecond));
    const what = `Bulk output, ${megabytes} MB`;
    return [
      {
        what,
        unit: "MB/s",
        value: rate,
        reference: { name: "OpenSSH", value: median(runs.openSsh) },
        goal: atLeastTimes(0.9),
      },
      {
        what,
        unit: "MB/s",
        value: rate,
        reference: {
          name: "relay",
          value: median(runs.relay.map((run) => run.megabytesPerSecond)),
        },
      },
      {
        what: `${what}: CPU`,
        unit: "s",
        value: median(runs.service.map((run) => run.cpuSeconds)),
        reference: { name: "relay", value: median(runs.relay.map((run) => run.cpuSeconds)) },
        goal: atMostTimes(1.5),
      },
    ];
  },
};

/** Runs a {@linkcode Flood} through `service`, connecting included. */
export async function print(
  service: ServiceProcess,
  megabytes: number,
): Promise<{ megabytesPerSecond: number; cpuSeconds: number }> {
  const flood = new Flood(megabytes);
  await using client = await Client.connect(service);
  const before = await consumptionOf(service.pid);
  flood.start(client);
  await client.run(flood.command);
  const { cpuSeconds } = await consumptionOf(service.pid);
  return {
    megabytesPerSecond: flood.megabytesPerSecond(),
    cpuSeconds: cpuSeconds - before.cpuSeconds,
  };
}

async function printThroughOpenSsh(sshd: Sshd, megabytes: number): Promise<number> {
  const flood = new Flood(megabytes);
  {
    await using terminal = openSshTerminal(sshd, flood.command);
    flood.start(terminal);
    await terminal.ended;
  }
  return flood.megabytesPerSecond();
}
