import { bulk } from "./bulk.ts";
import type { ServiceProcess } from "./processes.ts";

/** Milliseconds that another client waits for each answer while a command prints `megabytes`. */
export async function pingDuringBulk(
  service: ServiceProcess,
  megabytes: number,
): Promise<number[]> {
  // A thread of its own, so that only the service's delays are measured, and not those of the client that reads the bulk.
  const worker = new Worker(new URL("ping_worker.ts", import.meta.url), { type: "module" });
  try {
    worker.postMessage(service.url);
    await answerOf(worker);
    await bulk(service, megabytes);
    worker.postMessage("stop");
    const times = await answerOf(worker);
    if (!Array.isArray(times) || times.length === 0) throw new Error("no ping was answered");
    return times;
  } finally {
    worker.terminate();
  }
}

function answerOf(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}
