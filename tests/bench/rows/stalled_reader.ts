import { startTcpProxy } from "../../harness/tcp_proxy.ts";
import { Client } from "../client.ts";
import { consumptionOf, forgetPeak } from "../consumption.ts";
import { atMost, below } from "../figure.ts";
import { Flood } from "../flood.ts";
import { oneServer } from "../processes.ts";
import type { Row } from "../row.ts";
import { runOnce } from "../run_once.ts";

/**
 * Row of a client that stops reading during long output: the service waits and keeps little memory.
 */
export const stalledReader: Row = {
  id: "stalled-reader",
  async measure(lab) {
    const megabytes = lab.extent({ short: 100, full: 500 });
    const sshd = await lab.sshd();
    const service = await lab.service(oneServer(sshd));
    const { port } = new URL(service.url);
    await using wire = await startTcpProxy(Number(port));
    const url = service.url.replace(`:${port}/`, `:${wire.port}/`);
    await using client = await Client.connect({ ...service, url });
    await runOnce(service);
    const idle = await consumptionOf(service.pid);
    await forgetPeak(service.pid);
    const flood = new Flood(megabytes);
    flood.start(client);
    const running = client.run(flood.command);
    await Promise.race([flood.begun, running]);
    wire.freeze();
    await new Promise((resolve) => setTimeout(resolve, lab.extent({ short: 3_000, full: 20_000 })));
    const stalled = await consumptionOf(service.pid);
    const wasStalled = flood.missingMegabytes > megabytes / 2;
    wire.thaw();
    await running;
    if (!wasStalled) throw new Error("the output did not wait for its reader");
    return [
      {
        what: `Stalled reader of ${megabytes} MB: growth of memory`,
        unit: "MiB",
        value: stalled.peakMebibytes - idle.mebibytes,
        goal: below(24),
      },
      {
        what: `Stalled reader of ${megabytes} MB: lost`,
        unit: "MB",
        value: flood.missingMegabytes,
        goal: atMost(0),
      },
    ];
  },
};
