import { alternate } from "../alternate.ts";
import { within } from "../figure.ts";
import { percentile } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";
import { ECHO_COMMAND, type Typing } from "../typing.ts";
import { WorkerThread } from "../worker_thread.ts";
import { echoThrough } from "./echo.ts";

const SERVERS = 32;
/**
 * Time between two sweeps, in milliseconds: 60 times the rate of the service, so that keys meet
 * sweeps.
 */
const SWEEP_EVERY_MS = 500;

/** Row of keystroke echoes during sweeps over many servers. */
export const sweep: Row = {
  id: "sweep",
  async measure(lab) {
    const sshd = await lab.sshd();
    using peers = new WorkerThread(new URL("sweep_worker.ts", import.meta.url));
    const port = await peers.ask<number>("start");
    const servers = Array.from({ length: SERVERS - 1 }, (_, index) => ({
      [`PEER${index}_IP`]: "127.0.0.1",
      [`PEER${index}_PORT`]: String(port),
      [`PEER${index}_USER`]: "nobody",
    }));
    const service = await lab.service(Object.assign(oneServer(sshd), ...servers), {
      entry: "tests/bench/swept_service.ts",
    });
    const typing = { keys: lab.extent({ short: 500, full: 2_000 }), pauseMs: 3 };
    const runs = await alternate(3, {
      swept: () => echoDuringSweeps(service, typing),
      quiet: () => echoAlone(service, typing),
    });
    const figure = (percent: number) => ({
      what: `Keystroke echo while ${SERVERS} servers are probed: p${percent}`,
      unit: "ms",
      value: percentile(runs.swept.flat(), percent),
      reference: { name: "no probes", value: percentile(runs.quiet.flat(), percent) },
    });
    return [figure(50), { ...figure(99), goal: within(1) }];
  },
};

function echoAlone(service: ServiceProcess, typing: Typing): Promise<number[]> {
  const throttleSeconds = 0;
  return echoThrough(service, {
    start: (client) => client.run(ECHO_COMMAND, { throttleSeconds }),
    typing,
  });
}

async function echoDuringSweeps(service: ServiceProcess, typing: Typing): Promise<number[]> {
  const timer = setInterval(() => Deno.kill(service.pid, "SIGUSR2"), SWEEP_EVERY_MS);
  try {
    return await echoAlone(service, typing);
  } finally {
    clearInterval(timer);
  }
}
