import type { Log } from "./log.ts";
import type { HostKeyPolicy } from "./ssh/host_keys.ts";
import type { Shells } from "./domain/shell.ts";
import type { Transfers } from "./domain/transfer.ts";

/** What reaches the servers. Disposing it closes the connections that wait for their next use. */
export interface Remote extends AsyncDisposable {
  /** Starts commands and terminals. */
  readonly shells: Shells;
  /** Runs transfers. */
  readonly transfers: Transfers;
}

/** Options for {@linkcode openRemote}. */
export interface RemoteOptions {
  /** Host keys that are right; each trust on first use is logged. */
  readonly policy: Pick<HostKeyPolicy, "mode" | "knownHosts">;
  /** Log for trusted host keys, and for what is left on servers. */
  readonly log: Log;
  /** Id of the installation, the same after a restart. */
  readonly installation: string;
}

/** Time after which the rooms that speak SSH are loaded when no operation has done it, in milliseconds. */
const LOAD_AFTER_MS = 1_000;

/**
 * Joins the rooms that speak SSH to the ports of the feature. They are most of the program, so a start does not wait for
 * them: they are loaded shortly after it. Without a free file descriptor, loading would end the process (Deno 2.9.6), and
 * a module that failed once fails for ever: the first operation is too late.
 */
export function openRemote({ log, installation, ...options }: RemoteOptions): Remote {
  const policy: HostKeyPolicy = {
    ...options.policy,
    onFirstUse: ({ type, ...use }) =>
      log.info("host key trusted on first use", { ...use, key_type: type }),
  };
  let loading: Promise<Rooms> | undefined;
  const load = () => loading ??= loadRooms({ policy, log });
  const timer = setTimeout(() => {
    load().then(
      () => log.debug("SSH is loaded"),
      (error) => log.error("SSH cannot be loaded: restart the service", { error }),
    );
  }, LOAD_AFTER_MS);
  return {
    shells: {
      start: async (server, options) => await (await load()).shells.start(server, options),
      open: async (server, options) => await (await load()).shells.open(server, options),
    },
    transfers: {
      run: async function* (transfer, { signal }) {
        const { openFiles, runTransfer } = await load();
        return yield* runTransfer(transfer, {
          connect: (server, { signal }) => openFiles(server, { policy, signal }),
          installation,
          signal,
          log,
        });
      },
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer);
      const rooms = await loading?.catch(() => undefined);
      await rooms?.shells[Symbol.asyncDispose]();
    },
  };
}

/** Loads the rooms. */
async function loadRooms(options: { policy: HostKeyPolicy; log: Log }) {
  const [{ SshShells }, { openFiles }, { runTransfer }] = await Promise.all([
    import("./ssh/ssh_shells.ts"),
    import("./ssh/files/open_files.ts"),
    import("./transfer/run_transfer.ts"),
  ]);
  return { shells: new SshShells(options), openFiles, runTransfer };
}

/** Rooms that speak SSH. */
type Rooms = Awaited<ReturnType<typeof loadRooms>>;
