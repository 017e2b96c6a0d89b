import type { Socket } from "node:net";
import type { Connection } from "../ssh2/ssh2.ts";
import { type Account, decideLogin } from "./account.ts";
import { HostChannel } from "./host_channel.ts";
import { endProcessGroups } from "./process_table.ts";
import type { Programs } from "./programs.ts";

/** Maximum number of login attempts, without those by `none`. Default of sshd. */
const MAX_ATTEMPTS = 6;

/**
 * Serves a client until its connection closes, then ends all processes that it started. ssh2
 * refuses forwardings, because their requests have no listener.
 */
export async function serveConnection(
  connection: Connection,
  { account, programs, socket }: { account: Account; programs: Programs; socket: Socket },
): Promise<void> {
  const closed = new AbortController();
  const groupIds = new Set<number>();
  const tasks = new Set<Promise<void>>();
  const track = (task: Promise<void>) => {
    const tracked = task.finally(() => tasks.delete(tracked));
    tasks.add(tracked);
  };
  const served = { account, programs, socket, signal: closed.signal, groupIds, track };
  let attempts = 0;
  connection.on("authentication", (attempt) => {
    if (attempt.method !== "none" && ++attempts > MAX_ATTEMPTS) connection.end();
    else decideLogin(attempt, account);
  });
  connection.on("session", (accept) => new HostChannel(served).serve(accept()));
  const close = () => {
    closed.abort(); // From now on, ssh2 throws at every write.
    socket.destroy();
  };
  connection.on("error", close).on("end", close);
  await new Promise<void>((resolve) => connection.once("close", () => resolve()));
  closed.abort();
  await endProcessGroups(groupIds);
  await Promise.all(tasks);
}
