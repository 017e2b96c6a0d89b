/**
 * Pattern for a line of proc_pid_stat(5): process id, name, state, parent, POSIX process group,
 * POSIX session. The session is what we call a process group. The name has at most 64 characters,
 * which can be any, so it ends at the last parenthesis.
 */
const STAT = /^(\d+) \([^]{0,64}\) (\S) -?\d+ -?\d+ (-?\d+) /gm;

/** Time for processes to end by themselves after SIGHUP, in milliseconds. */
const GRACE_MS = 1_000;
const POLL_MS = 50;

/**
 * Returns the ids of the living processes of these process groups; zombies do not count. `sh` reads
 * the table because Deno lets only a process with all permissions read `/proc`.
 */
export async function processesOf(groupIds: ReadonlySet<number>): Promise<number[]> {
  if (groupIds.size === 0) return [];
  const table = await runShell("cat /proc/[0-9]*/stat 2>/dev/null");
  return [...table.matchAll(STAT)]
    .filter(([, , state, group]) => state !== "Z" && groupIds.has(Number(group)))
    .map(([, pid]) => Number(pid));
}

/**
 * Sends a signal, such as `TERM`, to processes. A negative id stands for a POSIX process group.
 * Processes that have ended are skipped. `Deno.kill` would need the permission to run any program.
 */
export async function sendSignal(signal: string, pids: readonly number[]): Promise<void> {
  if (pids.length === 0) return;
  await runShell('signal=$1; shift; kill -s "$signal" -- "$@" 2>/dev/null', [
    signal,
    ...pids.map(String),
  ]);
}

/** Ends all processes of these groups: SIGHUP, and after a second SIGKILL until none is left. */
export async function endProcessGroups(groupIds: ReadonlySet<number>): Promise<void> {
  const deadline = performance.now() + GRACE_MS;
  let left = await processesOf(groupIds);
  await sendSignal("HUP", left);
  while ((left = await processesOf(groupIds)).length > 0) {
    if (performance.now() >= deadline) await sendSignal("KILL", left);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function runShell(script: string, args: readonly string[] = []): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", script, "sh", ...args],
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
