import { Client } from "../../harness/client.ts";
import { watched } from "../../jobs/job_service.ts";
import { outsider } from "../../store/folder.ts";
import { alternate } from "../alternate.ts";
import { atMost, within } from "../figure.ts";
import type { Lab } from "../lab.ts";
import { median } from "../percentile.ts";
import { oneServer, SERVER_NAME } from "../processes.ts";
import type { Row } from "../row.ts";

/** Command that prints a line every 10 ms until it is cancelled. */
const ENDLESS = "while :; do echo line; sleep 0.01; done";

/**
 * Row of the time from the start of the service to the first byte that it records of a command
 * which goes on, beside a start to the first `welcome`; and of a job of three steps, beside three
 * commands over a connection that is logged in.
 */
export const jobs: Row = {
  id: "jobs",
  async measure(lab) {
    const adopted = await adoptions(lab);
    const { job, attached } = await threeSteps(lab);
    return [
      {
        what: "Start to the first recorded byte of a command that goes on",
        unit: "ms",
        value: median(adopted.recorded),
        reference: { name: "first `welcome`", value: median(adopted.welcome) },
        goal: within(300),
      },
      {
        what: "Job of three steps `true`, logged in",
        unit: "ms",
        value: median(job),
        reference: { name: "three attached", value: median(attached) },
        goal: atMost(400),
      },
    ];
  },
};

/** Kills the service under a command, again and again, and returns the times of its starts. */
async function adoptions(lab: Lab): Promise<{ recorded: number[]; welcome: number[] }> {
  const variables = await variablesOf(lab, { name: "endless", runs: [ENDLESS] });
  const times = { recorded: [] as number[], welcome: [] as number[] };
  let run: string | undefined;
  for (let round = 0; round <= lab.extent({ short: 5, full: 15 }); round++) {
    const before = recordedIn(variables.DATABASE_PATH);
    const startMs = performance.now();
    await using service = await lab.service(variables);
    await using client = await Client.connect(origin(service.url));
    const welcomeMs = performance.now() - startMs;
    run ??= await started(client, "endless");
    while (recordedIn(variables.DATABASE_PATH) <= before) await pause();
    if (round > 0) {
      times.welcome.push(welcomeMs);
      times.recorded.push(performance.now() - startMs);
    }
    Deno.kill(service.pid, "SIGKILL");
  }
  await using service = await lab.service(variables);
  await using client = await Client.connect(origin(service.url));
  client.send({ type: "cancel_run", data: { run_id: run ?? "" } });
  await watched(client, run ?? "");
  return times;
}

/** Runs the job, and its commands over a connection, in turn. */
async function threeSteps(lab: Lab): Promise<{ job: number[]; attached: number[] }> {
  const variables = await variablesOf(lab, { name: "three", runs: ["true", "true", "true"] });
  const service = await lab.service(variables);
  await using client = await Client.connect(origin(service.url));
  const job = async () => await watched(client, await started(client, "three"));
  const attached = async () => {
    for (let step = 0; step < 3; step++) {
      const data = { server_name: SERVER_NAME, command: "true" };
      client.send({ type: "ssh_command", data });
      await client.next("complete");
    }
  };
  const tasks = { job: () => timed(job), attached: () => timed(attached) };
  await alternate(1, tasks);
  return await alternate(lab.extent({ short: 5, full: 15 }), tasks);
}

/** Returns the variables of a service with a job, whose steps run these commands. */
async function variablesOf(lab: Lab, { name, runs }: { name: string; runs: string[] }) {
  const sshd = await lab.sshd();
  const steps = runs.map((run, index) => ({
    name: `step${index + 1}`,
    command: { server: SERVER_NAME, run },
  }));
  const folder = `${sshd.folder}/jobs`;
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify({ name, steps }));
  return { ...oneServer(sshd), JOBS_DIR: folder, DATABASE_PATH: `${folder}/bench.db` };
}

async function started(client: Client, job: string): Promise<string> {
  client.send({ type: "start_job", data: { job } });
  return (await client.next("run_started")).run_id;
}

/** Returns the number of recorded bytes; 0 before the service has made the tables. */
function recordedIn(file: string): number {
  try {
    using reader = outsider(file);
    return reader.prepare("SELECT total(recorded_bytes) FROM attempts").value<[number]>()?.[0] ?? 0;
  } catch {
    return 0;
  }
}

function origin(url: string): string {
  return new URL(url).origin;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
