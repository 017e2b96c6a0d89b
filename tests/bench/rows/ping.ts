import { alternate } from "../alternate.ts";
import { Client } from "../client.ts";
import { below, type Figure, within } from "../figure.ts";
import { percentile } from "../percentile.ts";
import { oneServer, type ServiceProcess } from "../processes.ts";
import type { Row } from "../row.ts";
import { WorkerThread } from "../worker_thread.ts";
import { print } from "./bulk.ts";
import { copy, openWithLargeFile } from "./transfer.ts";

/** Time for which an idle service is pinged, in milliseconds. */
const IDLE_MS = 4_000;

/** Row of the time to answer a second client while a command prints at full speed. */
export const ping: Row = {
  id: "ping",
  async measure(lab) {
    const megabytes = lab.extent({ short: 40, full: 200 });
    const sshd = await lab.sshd();
    const service = await lab.service(oneServer(sshd));
    const relay = await lab.relay(sshd);
    for (const subject of [service, relay]) await print(subject, megabytes / 4);
    const runs = await alternate(lab.extent({ short: 2, full: 3 }), {
      service: () => pingDuringBulk(service, megabytes),
      relay: () => pingDuringBulk(relay, megabytes),
    });
    const figure = (
      name: string,
      { percent, goal }: { percent: number; goal?: Figure["goal"] },
    ) => ({
      what: `Another client's ping during bulk output: ${name}`,
      unit: "ms",
      value: percentile(runs.service.flat(), percent),
      reference: { name: "relay", value: percentile(runs.relay.flat(), percent) },
      goal,
    });
    return [
      figure("p50", { percent: 50 }),
      figure("p99", { percent: 99, goal: below(20) }),
      figure("worst", { percent: 100, goal: below(50) }),
    ];
  },
};

/** Row of the same time while a command prints short pieces between returns, beside plain lines. */
export const pingReturns: Row = {
  id: "ping-returns",
  async measure(lab) {
    const megabytes = lab.extent({ short: 10, full: 40 });
    const service = await lab.service(oneServer(await lab.sshd()));
    const command = `yes "$(printf '\\r1\\r2\\r3')" | tr -d '\\n' | head -c ${megabytes * 1e6}`;
    const printReturns = async () => {
      await using client = await Client.connect(service);
      await client.run(command);
    };
    await print(service, megabytes);
    await printReturns();
    const runs = await alternate(lab.extent({ short: 2, full: 3 }), {
      returns: () => pingDuring(service, printReturns),
      lines: () => pingDuringBulk(service, 2 * megabytes),
    });
    const figure = (
      name: string,
      { percent, goal }: { percent: number; goal?: Figure["goal"] },
    ): Figure => ({
      what: `Another client's ping during pieces between returns: ${name}`,
      unit: "ms",
      value: percentile(runs.returns.flat(), percent),
      reference: { name: "lines", value: percentile(runs.lines.flat(), percent) },
      goal,
    });
    return [
      figure("p50", { percent: 50 }),
      figure("p99", { percent: 99, goal: below(50) }),
      figure("worst", { percent: 100 }),
    ];
  },
};

/** Row of the time to answer a second client while a client sends messages as fast as it can. */
export const pingFlood: Row = {
  id: "ping-flood",
  async measure(lab) {
    const messages = lab.extent({ short: 50_000, full: 200_000 });
    const sshd = await lab.sshd();
    const service = await lab.service(oneServer(sshd));
    const relay = await lab.relay(sshd);
    for (const subject of [service, relay]) await floodWith(messages / 4, subject);
    const runs = await alternate(lab.extent({ short: 2, full: 3 }), {
      service: () => pingDuring(service, () => floodWith(messages, service)),
      relay: () => pingDuring(relay, () => floodWith(messages, relay)),
    });
    const figure = (name: string, percent: number): Figure => ({
      what: `Another client's ping during a message flood: ${name}`,
      unit: "ms",
      value: percentile(runs.service.flat(), percent),
      reference: { name: "relay", value: percentile(runs.relay.flat(), percent) },
    });
    return [figure("p50", 50), figure("p99", 99), figure("worst", 100)];
  },
};

/** Row of the time to answer a second client during a transfer, beside an idle service. */
export const pingTransfer: Row = {
  id: "ping-transfer",
  async measure(lab) {
    const megabytes = lab.extent({ short: 100, full: 500 });
    const subjects = await openWithLargeFile(lab, megabytes);
    const { service } = subjects;
    await copy(subjects); // The first run of a program is slower than all others.
    const idle = () => new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const runs = await alternate(lab.extent({ short: 2, full: 3 }), {
      idle: () => pingDuring(service, idle),
      transfer: () => pingDuring(service, () => copy(subjects)),
    });
    const figure = (
      name: string,
      { percent, goal }: { percent: number; goal?: Figure["goal"] },
    ): Figure => ({
      what: `Another client's ping during a transfer of ${megabytes} MB: ${name}`,
      unit: "ms",
      value: percentile(runs.transfer.flat(), percent),
      reference: { name: "idle", value: percentile(runs.idle.flat(), percent) },
      goal,
    });
    return [
      figure("p50", { percent: 50 }),
      figure("p99", { percent: 99, goal: within(5) }),
      figure("worst", { percent: 100 }),
    ];
  },
};

/**
 * Returns the milliseconds to each answer of a second client while a command prints `megabytes`.
 */
async function pingDuringBulk(service: ServiceProcess, megabytes: number): Promise<number[]> {
  return await pingDuring(service, () => print(service, megabytes));
}

/** Sends `messages` to a service, and waits for an answer to each, in a separate thread. */
async function floodWith(messages: number, { url, dialect }: ServiceProcess): Promise<void> {
  using worker = new WorkerThread(new URL("message_flood_worker.ts", import.meta.url));
  await worker.ask<"answered">({ url, dialect, messages });
}

/** Returns the milliseconds to each answer of a second client while `work` runs. */
async function pingDuring(
  service: ServiceProcess,
  work: () => Promise<unknown>,
): Promise<number[]> {
  // A separate thread, so that the client that reads the bulk delays no answer.
  using worker = new WorkerThread(new URL("ping_worker.ts", import.meta.url));
  const { url, dialect } = service;
  await worker.ask<"connected">({ url, dialect });
  await work();
  const times = await worker.ask<number[]>("stop");
  if (times.length === 0) throw new Error("no ping was answered");
  return times;
}
