import type { Socket } from "node:net";
import type { Connection } from "../ssh2/ssh2.ts";
import { type Account, decideLogin } from "./account.ts";
import { HostSession } from "./host_session.ts";
import { endSessions } from "./process_table.ts";
import type { Programs } from "./programs.ts";

/** Login attempts before the connection is closed, `none` not counted; sshd's default. */
const MAX_ATTEMPTS = 6;

/**
 * Serves one client until its connection closes, then ends every process that it started. Forwardings of any kind are
 * refused: nobody listens to the requests for them.
 */
export async function serveConnection(
  connection: Connection,
  { account, programs, socket }: { account: Account; programs: Programs; socket: Socket },
): Promise<void> {
  const closed = new AbortController();
  const sessionIds = new Set<number>();
  const tasks = new Set<Promise<void>>();
  const track = (task: Promise<void>) => {
    const tracked = task.finally(() => tasks.delete(tracked));
    tasks.add(tracked);
  };
  const context = { account, programs, socket, signal: closed.signal, sessionIds, track };
  let attempts = 0;
  connection.on("authentication", (attempt) => {
    if (attempt.method !== "none" && ++attempts > MAX_ATTEMPTS) connection.end();
    else decideLogin(attempt, account);
  });
  connection.on("session", (accept) => new HostSession(context).serve(accept()));
  const close = () => {
    closed.abort(); // At once: from now on ssh2 throws at every write.
    socket.destroy();
  };
  connection.on("error", close).on("end", close);
  await new Promise<void>((resolve) => connection.once("close", () => resolve()));
  closed.abort();
  await endSessions(sessionIds);
  await Promise.all(tasks);
}
