import type { Sshd } from "../../harness/sshd.ts";
import { alternate } from "../alternate.ts";
import { Client, type Service } from "../client.ts";
import { type Figure, within } from "../figure.ts";
import { openSshTerminal } from "../openssh.ts";
import { percentile } from "../percentile.ts";
import { oneServer } from "../processes.ts";
import type { Row } from "../row.ts";
import { ECHO_COMMAND, echoTimes, type Typing } from "../typing.ts";

/** Function that runs {@linkcode ECHO_COMMAND} on a terminal, and resolves at its ending. */
type StartEcho = (client: Client) => Promise<void>;

/** Options for a row of the echo. */
interface EchoOptions {
  readonly id: string;
  /** Description of the typing. */
  readonly manner: string;
  readonly start: StartEcho;
  readonly pauseMs: number;
  /** Number of keys of each round. */
  readonly keys: { readonly short: number; readonly full: number };
}

/** Row of a typist, with the defaults of the service. */
export const echo: Row = echoRow({
  id: "echo",
  manner: "a key every 150 ms",
  start: (client) => client.run(ECHO_COMMAND),
  pauseMs: 150,
  keys: { short: 20, full: 60 },
});

/** Row of keys as fast as their echoes, without throttling. */
export const fastEcho: Row = echoRow({
  id: "fast-echo",
  manner: "at full speed, `throttle_interval` 0",
  start: (client) => client.run(ECHO_COMMAND, { throttleSeconds: 0 }),
  pauseMs: 0,
  keys: { short: 300, full: 1_000 },
});

/** Row of the same keys in the terminal of a login shell. */
export const terminalEcho: Row = echoRow({
  id: "terminal-echo",
  manner: "at full speed in a terminal",
  start: async (client) => {
    const ended = client.finish(client.speech.terminal());
    client.type(`exec sh -c '${ECHO_COMMAND}'\r`);
    await ended;
  },
  pauseMs: 0,
  keys: { short: 300, full: 1_000 },
});

function echoRow({ id, manner, start, pauseMs, keys }: EchoOptions): Row {
  return {
    id,
    async measure(lab) {
      const typing = { pauseMs, keys: lab.extent(keys) };
      const sshd = await lab.sshd();
      const service = await lab.service(oneServer(sshd));
      const runs = await alternate(lab.extent({ short: 3, full: 5 }), {
        service: () => echoThrough(service, { start, typing }),
        openSsh: () => echoThroughOpenSsh(sshd, typing),
      });
      const figure = (percent: number, goal: Figure["goal"]): Figure => ({
        what: `Keystroke echo, ${manner}: p${percent}`,
        unit: "ms",
        value: percentile(runs.service.flat(), percent),
        reference: { name: "OpenSSH", value: percentile(runs.openSsh.flat(), percent) },
        goal,
      });
      return [figure(50, within(1)), figure(99, within(5))];
    },
  };
}

/** Returns the milliseconds from each key to its echo through `service`. */
export async function echoThrough(
  service: Service,
  { start, typing }: { start: StartEcho; typing: Typing },
): Promise<number[]> {
  await using client = await Client.connect(service);
  const [times] = await Promise.all([echoTimes(client, typing), start(client)]);
  return times;
}

async function echoThroughOpenSsh(sshd: Sshd, typing: Typing): Promise<number[]> {
  await using terminal = openSshTerminal(sshd, ECHO_COMMAND);
  const times = await echoTimes(terminal, typing);
  await terminal.ended;
  return times;
}
