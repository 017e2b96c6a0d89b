import { AppError } from "../errors.ts";
import { forEachProcess, runScript } from "./remote_script.ts";
import type { SshConnection } from "./ssh_connection.ts";

/** Where the processes of a terminal session are. */
export interface SessionPlace {
  /** Id of the terminal's session on the server. */
  readonly sessionId: number;
  /** The connection that the terminal was on. */
  readonly connection: SshConnection;
  /** Opens another one, for a server that allows no second channel. The callee disposes it. */
  readonly reconnect: (signal: AbortSignal) => Promise<SshConnection>;
  /** When it aborts, nothing more is done there. */
  readonly signal: AbortSignal;
}

/** How long the processes of a terminal session may take to go by themselves, in tenths of a second. */
const GRACE_TENTHS = 10;

/**
 * Ends every process of a terminal session on the server, over a channel of its own: waits a second for them to go by
 * themselves, then sends SIGKILL until none is left. What left the session (`setsid`) is left alone.
 *
 * @returns the exit code: 0 when none is left
 * @throws {AppError} 20005, 22003, 22004, and those of connecting
 */
export async function endSession(
  { sessionId, connection, reconnect, signal }: SessionPlace,
): Promise<number | null> {
  try {
    return await endOver(connection, sessionId);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== "SSH_CHANNEL_ERROR") throw error;
    await using another = await reconnect(signal);
    signal.addEventListener("abort", () => another.cut(), { once: true });
    return await endOver(another, sessionId);
  }
}

async function endOver(connection: SshConnection, sessionId: number): Promise<number | null> {
  return (await runScript(connection, script(sessionId))).exitCode;
}

function script(sessionId: number): string {
  return `
left() {
  ${forEachProcess(`[ "$4" = ${sessionId} ] && echo "$pid"`)}
}
tenths=0
while [ -n "$(left)" ] && [ $tenths -lt ${GRACE_TENTHS} ]; do sleep 0.1; tenths=$((tenths + 1)); done
rounds=0
while pids=$(left); [ -n "$pids" ] && [ $rounds -lt 20 ]; do
  kill -KILL $pids 2>/dev/null
  sleep 0.05
  rounds=$((rounds + 1))
done
[ -z "$pids" ]
`;
}
