import { alternate } from "../alternate.ts";
import type { Service } from "../client.ts";
import { within } from "../figure.ts";
import type { Lab } from "../lab.ts";
import { median } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";

/** Row of the time from the start of the process to the first frame of its first client. */
export const start: Row = {
  id: "start",
  async measure(lab: Lab) {
    const sshd = await lab.sshd();
    const variables = oneServer(sshd);
    const tasks = {
      service: () => firstFrameMs(() => lab.service(variables)),
      hello: () => firstFrameMs(() => lab.hello()),
    };
    await alternate(1, tasks); // The first run has cold caches.
    const runs = await alternate(lab.extent({ short: 5, full: 15 }), tasks);
    return [{
      what: "Start to the first `welcome`",
      unit: "ms",
      value: median(runs.service),
      reference: { name: "bare `Deno.serve`", value: median(runs.hello) },
      goal: within(150),
    }];
  },
};

async function firstFrameMs(open: () => Promise<ServiceProcess>): Promise<number> {
  const startMs = performance.now();
  await using service = await open();
  await firstFrame(service);
  return performance.now() - startMs;
}

function firstFrame({ url }: Service): Promise<void> {
  const socket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    socket.onerror = (event) => reject(event);
    socket.onmessage = () => {
      socket.close(1000);
      resolve();
    };
  });
}
