import type { Exit } from "../domain/shell.ts";
import type { ClientChannel } from "../ssh2/ssh2.ts";

/**
 * Settles with how the command on `channel` ended. To be called in the same turn in which the channel opened: the packets
 * of a short command arrive together, and its exit is told before anything that was awaited goes on.
 */
export function exitOf(channel: ClientChannel): Promise<Exit> {
  const { promise, resolve } = Promise.withResolvers<Exit>();
  channel.once(
    "exit",
    (code: number | null, signal?: string) =>
      resolve({ exitCode: code, signal: signal?.replace(/^SIG/, "") ?? null }),
  );
  // A server that never tells. Later than what a lost connection has to say.
  channel.once("close", () => setTimeout(() => resolve({ exitCode: null, signal: null })));
  return promise;
}
