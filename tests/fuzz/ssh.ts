import { assertEquals } from "@std/assert";
import type { Server } from "../../src/domain/server.ts";
import { eventually } from "../harness/eventually.ts";
import { startFuzzHost } from "./ssh_host.ts";
import { codeOf, logIn, useFiles, useShell } from "./ssh_operations.ts";
import { recordHello, startReplayServer } from "./ssh_replay.ts";
import { type FuzzRun, fuzzTarget } from "./target.ts";

/** Numbers of connections side by side: logins mostly wait, programs need the processor. */
const SIDE_BY_SIDE = { logins: 64, programs: 8 };

/** Calls `work` with the number of each round, `sideBySide` at a time. */
async function rounds(
  count: number,
  { sideBySide, work }: { sideBySide: number; work: (round: number) => Promise<void> },
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let round = next++; round < count; round = next++) await work(round);
  };
  await Promise.all(Array.from({ length: sideBySide }, worker));
}

/** Returns a function that counts codes. */
function counter(): { count: (code: number) => void; seen: Record<number, number> } {
  const seen: Record<number, number> = {};
  return { seen, count: (code) => seen[code] = (seen[code] ?? 0) + 1 };
}

/** Connects to servers whose clear text is mutated. */
async function fuzzHello({ rounds: all, random, report }: FuzzRun): Promise<void> {
  let next = 0;
  await using server = await startReplayServer(await recordHello(), () => random(next++));
  const { host, port } = server;
  const target: Server = { name: "a", host, port, username: "u", password: "p", encoding: "utf-8" };
  const { seen, count } = counter();
  const work = async () => count(await codeOf(logIn(target), "logIn"));
  await rounds(all, { sideBySide: SIDE_BY_SIDE.logins, work });
  await eventually(() => server.connections === 0, "every connection is closed");
  assertEquals(seen[0], undefined, "no login can succeed");
  report(`${server.mutated} packets and lines mutated; ends ${JSON.stringify(seen)}`);
}

/** Works on a host whose packets are mutated. */
async function fuzzChannels({ rounds: all, random, report }: FuzzRun): Promise<void> {
  let next = 0;
  await using host = await startFuzzHost(() => random(next++));
  const { server, home } = host;
  const { seen, count } = counter();
  const work = async (round: number) => {
    const source = random(-round);
    if (round % 3 === 0) return count(await codeOf(useShell(server, source), "useShell"));
    const target = { ...server, encoding: round % 3 === 1 ? "utf-8" : "euc-kr" };
    for (const code of await useFiles(target, { home, random: source })) count(code);
  };
  await rounds(all, { sideBySide: SIDE_BY_SIDE.programs, work });
  await eventually(() => host.connections === 0, "every connection is closed");
  report(`${host.mutated} packets mutated; ends ${JSON.stringify(seen)}`);
}

fuzzTarget("ssh hello", { rounds: 100_000, fn: fuzzHello });
fuzzTarget("ssh channels", { rounds: 100, fn: fuzzChannels });
