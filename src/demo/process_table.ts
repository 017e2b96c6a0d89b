/**
 * One line of proc_pid_stat(5): pid, name, state, parent, group, session. The name ends at the last parenthesis, since it
 * may hold anything, and has at most 64 characters.
 */
const STAT = /^(\d+) \([^]{0,64}\) (\S) -?\d+ -?\d+ (-?\d+) /gm;

/** What a session's processes get to end by themselves after SIGHUP. */
const GRACE_MS = 1_000;
const POLL_MS = 50;

/**
 * Returns the ids of the living processes of these sessions; zombies are over. `sh` reads the table, because Deno gives
 * `/proc` to a process with all permissions only.
 */
export async function sessionProcesses(sessionIds: ReadonlySet<number>): Promise<number[]> {
  if (sessionIds.size === 0) return [];
  const table = await runShell("cat /proc/[0-9]*/stat 2>/dev/null");
  return [...table.matchAll(STAT)]
    .filter(([, , state, session]) => state !== "Z" && sessionIds.has(Number(session)))
    .map(([, pid]) => Number(pid));
}

/**
 * Sends a signal (`TERM`, `HUP` …) to processes, or to the groups whose negative id is given. Those that have ended are
 * passed over. `Deno.kill` would need the permission to run anything.
 */
export async function sendSignal(signal: string, pids: readonly number[]): Promise<void> {
  if (pids.length === 0) return;
  await runShell('signal=$1; shift; kill -s "$signal" -- "$@" 2>/dev/null', [
    signal,
    ...pids.map(String),
  ]);
}

/** Ends every process of these sessions: SIGHUP, and after a second SIGKILL until none is left. */
export async function endSessions(sessionIds: ReadonlySet<number>): Promise<void> {
  const deadline = performance.now() + GRACE_MS;
  let left = await sessionProcesses(sessionIds);
  await sendSignal("HUP", left);
  while ((left = await sessionProcesses(sessionIds)).length > 0) {
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
