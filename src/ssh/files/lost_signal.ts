import type { SshConnection } from "../ssh_connection.ts";

/** Returns a signal that aborts with 20005 when `connection` is closed. */
export function lostSignal(connection: SshConnection): AbortSignal {
  const lost = new AbortController();
  connection.closed.then(() => lost.abort(connection.lost()));
  return lost.signal;
}
