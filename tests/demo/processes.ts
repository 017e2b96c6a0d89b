/** Checks whether a process lives. A zombie does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    return !/\) [ZX] /.test(stat);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    if (String(error).includes("os error 3")) return false; // ESRCH: the process ended meanwhile.
    throw error;
  }
}

/** Time for a condition to hold, in milliseconds. */
const LIMIT_MS = 30_000;

/** Polls until `condition` holds. @throws {Error} after {@linkcode LIMIT_MS} */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!await condition()) {
    if (performance.now() > deadline) throw new Error("The condition was not met in time");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Returns the number of bytes that a process has written (proc_pid_io(5)). */
export async function bytesWritten(pid: number): Promise<number> {
  const io = await Deno.readTextFile(`/proc/${pid}/io`);
  return Number(/^wchar: (\d+)$/m.exec(io)?.[1]);
}

/** Returns the ids of the processes whose working folder is `folder`. */
export async function processesIn(folder: string): Promise<number[]> {
  const pids: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const cwd = await Deno.readLink(`/proc/${name}/cwd`).catch(() => undefined);
    if (cwd === folder) pids.push(Number(name));
  }
  return pids;
}
