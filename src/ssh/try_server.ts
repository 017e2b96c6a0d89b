import type { HostKey, KnownHosts } from "../domain/known_hosts.ts";
import type { Layer } from "../domain/probed_layers.ts";
import type { Server } from "../domain/server.ts";
import { type AppError, toAppError } from "../errors.ts";
import type { ConnectOptions } from "./connect_options.ts";
import type { HostKeyPolicy } from "./host_keys.ts";
import { SshConnection } from "./ssh_connection.ts";

/** Host key that was accepted. */
export interface AcceptedKey {
  /** Fingerprint: `SHA256:…`. */
  readonly fingerprint: string;
  /** Reason why the key was accepted: `new` means that a connection would trust it now. */
  readonly state: "pinned" | "remembered" | "new";
}

/** Result of a try. */
export interface TriedServer {
  /** Host key that was accepted; null before that, and with HOST_KEYS=off. */
  readonly hostKey: AcceptedKey | null;
  /** Failure of the connection or the login; null without one. */
  readonly error: AppError | null;
}

/** Options for {@linkcode tryServer}. */
export interface TryServerOptions
  extends Pick<HostKeyPolicy, "mode">, Pick<ConnectOptions, "signal" | "deadlineMs"> {
  /** Host keys that are known. */
  readonly knownHosts: Pick<KnownHosts, "fingerprintOf" | "typeOf">;
  /** Called when a layer has succeeded. A new attempt with another host key repeats layers. */
  readonly onLayer?: (layer: Layer, hostKey: AcceptedKey | null) => void;
}

/**
 * Logs in to a server as the service does, and disconnects. Remembers no host key, and counts in no
 * limit of connections.
 *
 * @throws the reason of `signal`
 */
export async function tryServer(server: Server, options: TryServerOptions): Promise<TriedServer> {
  const { mode, knownHosts, onLayer, signal, deadlineMs } = options;
  let key: HostKey | undefined;
  let isFirstUse = false;
  const policy: HostKeyPolicy = {
    mode,
    knownHosts: {
      fingerprintOf: (address) => knownHosts.fingerprintOf(address),
      remember: () => {},
      typeOf: (fingerprint) => knownHosts.typeOf(fingerprint),
      rememberType: (accepted) => key = accepted,
    },
    onFirstUse: () => isFirstUse = true,
  };
  const hostKey = (): AcceptedKey | null => {
    if (key === undefined) return null;
    const state = server.hostKey !== undefined ? "pinned" : isFirstUse ? "new" : "remembered";
    return { fingerprint: key.fingerprint, state };
  };
  try {
    const pass = (layer: Layer) => onLayer?.(layer, hostKey());
    await using _connection = await SshConnection.open(server, {
      policy,
      signal,
      deadlineMs,
      onLayer: pass,
    });
    pass("login");
  } catch (cause) {
    signal.throwIfAborted();
    return { hostKey: hostKey(), error: toAppError(cause) };
  }
  return { hostKey: hostKey(), error: null };
}
