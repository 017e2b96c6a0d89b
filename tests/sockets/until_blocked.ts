import { eventually } from "../harness/eventually.ts";

/** Time without a write after which a process counts as blocked, in milliseconds. */
const STILL_MS = 400;

/**
 * Waits until the processes that `find` finds are blocked in writing, and returns how many bytes
 * they have written.
 */
export async function untilBlocked(find: () => number[] | Promise<number[]>): Promise<number> {
  let written = 0;
  let sinceMs = performance.now();
  await eventually(async () => {
    const now = await bytesWritten(await find());
    if (now !== written) sinceMs = performance.now();
    written = now;
    return written > 1_000_000 && performance.now() - sinceMs > STILL_MS;
  }, "the command is blocked");
  return written;
}

/** Returns the bytes that processes have written: `wchar` in proc_pid_io(5). */
async function bytesWritten(pids: number[]): Promise<number> {
  let sum = 0;
  for (const pid of pids) {
    const text = await Deno.readTextFile(`/proc/${pid}/io`).catch(() => "");
    sum += Number(/^wchar: (\d+)$/m.exec(text)?.[1] ?? 0);
  }
  return sum;
}
