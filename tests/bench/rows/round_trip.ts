import { serverVariables } from "../../harness/app.ts";
import { alternate } from "../alternate.ts";
import { Client, type Service } from "../client.ts";
import { atMostTimes, within } from "../figure.ts";
import { median } from "../percentile.ts";
import { oneServer } from "../processes.ts";
import type { Row } from "../row.ts";
import type { CommandOptions } from "../speech.ts";

const EXIT_CODE = 7;
const PHRASE = "ALL_DONE";
/** Command whose pause is shorter than the time between two frames. */
const PRINTS_AND_EXITS = `echo begin; sleep 0.01; echo ${PHRASE}; exit ${EXIT_CODE}`;

/**
 * Row of the time from sending a command to its exit code: a command without output, with a login
 * (cold) and without (warm), and a command that prints two lines, with and without a stop phrase.
 */
export const roundTrip: Row = {
  id: "round-trip",
  async measure(lab) {
    const rounds = lab.extent({ short: 10, full: 30 });
    const sshd = await lab.sshd();
    // The service keeps logins, so that each server is used for one cold command.
    const names = Array.from({ length: rounds + 1 }, (_, index) => `cold${index}`);
    const servers = names.map((name) => serverVariables(name, sshd));
    const service = await lab.service(Object.assign(oneServer(sshd), ...servers));
    const relay = await lab.relay(sshd);
    const coldOfService = async () => {
      const serverName = names.pop() ?? "";
      await using client = await Client.connect({
        ...service,
        dialect: { kind: "service", serverName },
      });
      return await run(client);
    };
    await using warmService = await loggedIn(service);
    await using warmRelay = await loggedIn(relay);
    // The first run is slower than all others.
    for (const cold of [coldOfService, () => coldRun(relay)]) await cold();
    const runs = await alternate(rounds, {
      coldService: coldOfService,
      coldRelay: () => coldRun(relay),
      warmService: () => run(warmService),
      warmRelay: () => run(warmRelay),
      plain: () => run(warmService, { command: PRINTS_AND_EXITS }),
      phrase: () => runToPhrase(warmService),
    });
    return [
      {
        what: "Command with its exit code, logged in",
        unit: "ms",
        value: median(runs.warmService),
        reference: { name: "relay", value: median(runs.warmRelay) },
        goal: within(5),
      },
      {
        what: "Command with its exit code, login included",
        unit: "ms",
        value: median(runs.coldService),
        reference: { name: "relay", value: median(runs.coldRelay) },
        goal: atMostTimes(1.5),
      },
      {
        what: "Command that ends at its stop phrase, logged in",
        unit: "ms",
        value: median(runs.phrase),
        reference: { name: "no phrase", value: median(runs.plain) },
        goal: within(1),
      },
    ];
  },
};

/** Connects a client and runs a first command. */
export async function loggedIn(service: Service): Promise<Client> {
  const client = await Client.connect(service);
  await run(client);
  return client;
}

/** Measures a command on a new client. The plain relay logs in for each client. */
async function coldRun(service: Service): Promise<number> {
  await using client = await Client.connect(service);
  return await run(client);
}

/** Measures a command that prints its stop phrase and exits, to its ending, in milliseconds. */
export async function runToPhrase(client: Client): Promise<number> {
  return await run(client, { command: PRINTS_AND_EXITS, stopPhrase: PHRASE });
}

async function run(
  client: Client,
  { command = `exit ${EXIT_CODE}`, ...options }: CommandOptions & { command?: string } = {},
): Promise<number> {
  const startMs = performance.now();
  const { speech } = client;
  const code = await client.ask(speech.exec(command, options), speech.exitCode);
  if (code !== EXIT_CODE) throw new Error(`the exit code came as ${code}`);
  return performance.now() - startMs;
}
