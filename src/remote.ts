import type { Log } from "./log.ts";
import type { HostKeyPolicy } from "./ssh/host_keys.ts";
import type { SshShells } from "./ssh/ssh_shells.ts";
import type { Shells } from "./stub/shells.ts";
import type { Transfers } from "./stub/transfers.ts";

/** What reaches the servers. Disposing it closes the connections that wait for their next use. */
export interface Remote extends AsyncDisposable {
  /** Starts commands and terminals. */
  readonly shells: Shells;
  /** Runs transfers. */
  readonly transfers: Transfers;
}

/**
 * Joins the rooms that speak SSH to the ports of the feature. They are most of the program, so the first operation loads
 * them: a start does not wait for that.
 */
export function openRemote(options: { policy: HostKeyPolicy; log: Log }): Remote {
  let shells: Promise<SshShells> | undefined;
  const load = () => shells ??= openShells(options);
  return {
    shells: {
      start: async (server, options) => await (await load()).start(server, options),
      open: async (server, options) => await (await load()).open(server, options),
    },
    transfers: {
      run: async function* (transfer, { signal }) {
        const { openFiles } = await import("./ssh/files/open_files.ts");
        const { runTransfer } = await import("./transfer/run_transfer.ts");
        const { policy, log } = options;
        return yield* runTransfer(transfer, {
          connect: (server, { signal }) => openFiles(server, { policy, signal }),
          signal,
          log,
        });
      },
    },
    [Symbol.asyncDispose]: async () => await (await shells)?.[Symbol.asyncDispose](),
  };
}

async function openShells(options: { policy: HostKeyPolicy; log: Log }): Promise<SshShells> {
  const { SshShells } = await import("./ssh/ssh_shells.ts");
  return new SshShells(options);
}
