import { AppError } from "../errors.ts";
import { forEachProcess, runScript } from "./remote_script.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** Options for {@linkcode endProcessGroup}. */
export interface EndProcessGroupOptions {
  /** Connection of the terminal. */
  readonly connection: SshConnection;
  /**
   * Opens a second connection, for a server that allows one channel on each. It is disposed
   * afterwards.
   */
  readonly reconnect: (signal: AbortSignal) => Promise<SshConnection>;
  /** Signal that cuts the second connection. */
  readonly signal: AbortSignal;
}

/** Time for the processes to end by themselves, in tenths of a second. */
const GRACE_TENTHS = 10;

/**
 * Ends all processes of the group `id` on the server, over a new channel: waits a second for them
 * to end by themselves, then sends SIGKILL until none is left. Processes that have left the group
 * (`setsid`) are not touched.
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

function script(id: number): string {
  return `
left() {
  ${forEachProcess(`[ "$4" = ${id} ] && echo "$pid"`)}
}
tenths=0
while [ -n "$(left)" ] && [ $tenths -lt ${GRACE_TENTHS} ]; do
  sleep 0.1
  tenths=$((tenths + 1))
done
rounds=0
while pids=$(left); [ -n "$pids" ] && [ $rounds -lt 20 ]; do
  kill -KILL $pids 2>/dev/null
  sleep 0.05
  rounds=$((rounds + 1))
done
[ -z "$pids" ]
`;
}
