import { AppError } from "../errors.ts";
import { forEachProcess, runScript } from "./remote_script.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** Options for {@linkcode endProcessGroup}. */
export interface EndProcessGroupOptions {
  /** Connection of the terminal. */
  readonly connection: SshConnection;
  /**
   * Opens a second connection when the server refuses another channel on the first. The second
   * connection is disposed afterwards.
   */
  readonly reconnect: (signal: AbortSignal) => Promise<SshConnection>;
  /** Signal that cuts the second connection. */
  readonly signal: AbortSignal;
}

/** Time for the processes to end by themselves, in tenths of a second. */
const GRACE_TENTHS = 10;

/**
 * Ends all processes of a terminal on the server, over a new channel. The group is the POSIX
 * session `id`. Waits up to 1 s for the processes to end, then sends SIGKILL up to 20 times, for
 * about 1 s. Processes with a session of their own (`setsid`) are not ended.
 *
 * @returns the exit code of the script: 0 when no process is left
 * @throws {AppError} 20005, 22003, 22004, and the failures of connecting
 */
export async function endProcessGroup(
  id: number,
  { connection, reconnect, signal }: EndProcessGroupOptions,
): Promise<number | null> {
  try {
    return await endOver(connection, id);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== "SSH_CHANNEL_ERROR") throw error;
    await using another = await reconnect(signal);
    signal.addEventListener("abort", () => another.cut(), { once: true });
    return await endOver(another, id);
  }
}

async function endOver(connection: SshConnection, id: number): Promise<number | null> {
  return (await runScript(connection, script(id))).exitCode;
}

/** Returns the script. A look at all processes is slow: the grace looks at known ones alone. */
function script(id: number): string {
  return `
left() {
  ${forEachProcess(`[ "$4" = ${id} ] && echo "$stat"`, "${1:-/proc/[0-9]*/stat}")}
}
tenths=0
group=
while [ $tenths -lt ${GRACE_TENTHS} ]; do
  [ -n "$group" ] || group=$(left)
  [ -n "$group" ] || break
  sleep 0.1
  group=$(left "$group")
  tenths=$((tenths + 1))
done
rounds=0
while group=$(left); [ -n "$group" ] && [ $rounds -lt 20 ]; do
  for stat in $group; do
    pid=\${stat#/proc/}
    kill -KILL "\${pid%/stat}" 2>/dev/null
  done
  sleep 0.05
  rounds=$((rounds + 1))
done
[ -z "$group" ]
`;
}
