import type { Server } from "../../../src/domain/server.ts";
import { SshDetached } from "../../../src/ssh/detached/ssh_detached.ts";
import type { SshShells } from "../../../src/ssh/ssh_shells.ts";
import { makeShells, serverOf } from "../../harness/shells.ts";
import { alternate } from "../alternate.ts";
import { atMost, within } from "../figure.ts";
import { median } from "../percentile.ts";
import type { Row } from "../row.ts";

const SIZE = { cols: 80, rows: 24 };
/** Command that prints its clock, in nanoseconds, and pauses. */
const CLOCK = "i=0; while [ $i -lt 8 ]; do date +%s%N; sleep 0.3; i=$((i + 1)); done";

/**
 * Row of commands that their servers keep, beside commands that end with their connection, both
 * logged in: the launch, a command without output to its exit code, and the delay of a line, any
 * and the first.
 */
export const detached: Row = {
  id: "detached",
  async measure(lab) {
    const rounds = lab.extent({ short: 10, full: 30 });
    const server = serverOf(await lab.sshd());
    await using shells = makeShells();
    const port = new SshDetached({ shells, installation: "bench" });
    const launches: number[] = [];
    const tasks = {
      attached: () => timed(() => attached(shells, { server, command: "exit 7" })),
      detached: () => timed(() => kept(port, { server, command: "exit 7", launches })),
    };
    for (const task of Object.values(tasks)) await task();
    launches.length = 0;
    const times = await alternate(rounds, tasks);
    const delays = await alternate(lab.extent({ short: 1, full: 4 }), {
      attached: () => attached(shells, { server, command: CLOCK }),
      detached: () => kept(port, { server, command: CLOCK, launches: [] }),
    });
    return [
      {
        what: "Launch of a detached command, logged in",
        unit: "ms",
        value: median(launches),
        goal: atMost(25),
      },
      {
        what: "Detached command with its exit code, logged in",
        unit: "ms",
        value: median(times.detached),
        reference: { name: "attached", value: median(times.attached) },
        goal: within(40),
      },
      {
        what: "Delay of a line of a detached command",
        unit: "ms",
        value: median(delays.detached.flat()),
        reference: { name: "attached", value: median(delays.attached.flat()) },
        goal: within(2),
      },
      {
        what: "Delay of the first line of a detached command",
        unit: "ms",
        value: median(firstOf(delays.detached)),
        reference: { name: "attached", value: median(firstOf(delays.attached)) },
        goal: within(10),
      },
    ];
  },
};

/** Returns the first delay of each run. */
function firstOf(delays: readonly (readonly number[])[]): number[] {
  return delays.flatMap(([first]) => first ?? []);
}

interface Run {
  readonly server: Server;
  readonly command: string;
}

/** Runs a command that ends with its connection. Returns the delays of its lines. */
async function attached(shells: SshShells, { server, command }: Run): Promise<number[]> {
  const signal = new AbortController().signal;
  const bytes = new TextEncoder().encode(command);
  await using shell = await shells.start(server, { command: bytes, size: SIZE, signal });
  const delays = await delaysOf(shell.output);
  await shell.exit;
  return delays;
}

/** Runs a command that its server keeps. Returns the delays of its lines. */
async function kept(
  port: SshDetached,
  { server, command, launches }: Run & { launches: number[] },
): Promise<number[]> {
  const signal = new AbortController().signal;
  const ids = { id: crypto.randomUUID(), nonce: crypto.randomUUID() };
  const bytes = new TextEncoder().encode(command);
  const startMs = performance.now();
  await port.launch(server, { ...ids, fence: 1, mark: "", command: bytes, size: SIZE, signal });
  launches.push(performance.now() - startMs);
  await using followed = await port.follow(server, { ...ids, isFresh: true, signal });
  for await (const _ of followed.login);
  const delays = await delaysOf(followed.output);
  await followed.end;
  return delays;
}

/** Returns the time between each line, which is a clock in nanoseconds, and its arrival. */
async function delaysOf(output: AsyncIterable<Uint8Array>): Promise<number[]> {
  const delays: number[] = [];
  for await (const chunk of output) {
    const nowMs = performance.timeOrigin + performance.now();
    const lines = new TextDecoder().decode(chunk).match(/\d{19}/g) ?? [];
    delays.push(...lines.map((line) => nowMs - Number(line) / 1e6));
  }
  return delays;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
