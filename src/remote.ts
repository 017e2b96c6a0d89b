import type { Config } from "./config/config.ts";
import type { Detached } from "./domain/detached.ts";
import type { Connect } from "./domain/files.ts";
import type { ProbeLayers } from "./domain/probed_layers.ts";
import type { Shells } from "./domain/shell.ts";
import type { Transfers } from "./domain/transfer.ts";
import type { Log } from "./log.ts";
import type { HostKeyPolicy } from "./ssh/host_keys.ts";

/** Ports to the servers. Disposing them closes the idle connections. */
export interface Remote extends AsyncDisposable {
  /** Port for commands and terminals. */
  readonly shells: Shells;
  /** Port for commands that their servers keep. */
  readonly detached: Detached;
  /** Port for transfers. */
  readonly transfers: Transfers;
  /** Port for probes of servers, login included. */
  readonly probeLayers: ProbeLayers;
}

/** Options for {@linkcode openRemote}. */
export interface RemoteOptions extends Pick<HostKeyPolicy, "knownHosts"> {
  /** Log for trusted host keys, and for processes and files that are left on servers. */
  readonly log: Log;
  /** Id of the installation, which survives restarts. */
  readonly installation: string;
}

/** Settings of {@linkcode openRemote}. */
type RemoteSettings = Pick<Config, "hostKeys" | "maxSshConnectionsPerServer">;

/**
 * Time after which the SSH modules are loaded when no operation has loaded them, in milliseconds.
 */
const LOAD_AFTER_MS = 1_000;

/**
 * Opens the ports to the servers. The SSH modules are most of the program, so they are loaded after
 * the start, by a timer or by the first operation. The timer is needed because the first operation
 * may find no free file descriptor: loading then ends the process (Deno 2.9.6), and a module that
 * failed to load once cannot be loaded again.
 */
export function openRemote(
  { hostKeys: mode, maxSshConnectionsPerServer: maxConnections }: RemoteSettings,
  { knownHosts, log, installation }: RemoteOptions,
): Remote {
  const onFirstUse: HostKeyPolicy["onFirstUse"] = ({ type, ...use }) =>
    log.info("host key trusted on first use", { ...use, key_type: type });
  const policy: HostKeyPolicy = { mode, knownHosts, onFirstUse };
  let loading: Promise<Rooms> | undefined;
  const load = () => loading ??= loadRooms({ policy, log, maxConnections, installation });
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
    detached: loadedDetached(async () => (await load()).detached),
    transfers: {
      run: async function* (transfer, { signal }) {
        const { connect, runTransfer } = await load();
        return yield* runTransfer(transfer, { connect, installation, signal, log });
      },
      check: async (transfer, { signal }) => {
        const { connect, checkTransfer } = await load();
        await checkTransfer(transfer, { connect, signal });
      },
    },
    probeLayers: async function* (server, { signal }) {
      yield* (await load()).probeLayers(server, { mode, knownHosts, signal });
    },
    [Symbol.asyncDispose]: async () => {
      clearTimeout(timer);
      const rooms = await loading?.catch(() => undefined);
      await rooms?.shells[Symbol.asyncDispose]();
    },
  };
}

/** Returns the port that loads the SSH modules with its first call. */
function loadedDetached(load: () => Promise<Detached>): Detached {
  return {
    check: async (...call) => await (await load()).check(...call),
    launch: async (...call) => await (await load()).launch(...call),
    follow: async (...call) => await (await load()).follow(...call),
    type: async (...call) => await (await load()).type(...call),
    resize: async (...call) => await (await load()).resize(...call),
    cancel: async (...call) => await (await load()).cancel(...call),
    hangUp: async (...call) => await (await load()).hangUp(...call),
    remove: async (...call) => await (await load()).remove(...call),
    raise: async (...call) => await (await load()).raise(...call),
    collect: async (...call) => await (await load()).collect(...call),
  };
}

async function loadRooms(
  { installation, ...options }: {
    policy: HostKeyPolicy;
    log: Log;
    maxConnections: number;
    installation: string;
  },
) {
  const { SshDetached } = await import("./ssh/detached/ssh_detached.ts");
  const [{ SshShells }, { openFiles }, { probeLayers }, transfers] = await Promise.all([
    import("./ssh/ssh_shells.ts"),
    import("./ssh/files/open_files.ts"),
    import("./ssh/probe_layers.ts"),
    import("./transfer/run_transfer.ts"),
  ]);
  const shells = new SshShells(options);
  const detached = new SshDetached({ shells, installation });
  const connect: Connect = (server, { signal, isCleanup }) => {
    const places = isCleanup ? undefined : shells.places;
    return openFiles(server, { policy: options.policy, signal, places });
  };
  return { ...transfers, shells, detached, connect, probeLayers };
}

type Rooms = Awaited<ReturnType<typeof loadRooms>>;
