import type { HostKey, KnownHosts } from "../../domain/known_hosts.ts";
import type { Server } from "../../domain/server.ts";
import { type AppError, toAppError } from "../../errors.ts";
import type { HostKeyPolicy } from "../../ssh/host_keys.ts";
import { SshConnection } from "../../ssh/ssh_connection.ts";
import { addressOf } from "./start_command.ts";

/** Result of trying one server. */
export interface ServerCheck {
  /** Name of the server. */
  readonly name: string;
  /** Address of the server: `host:port`. */
  readonly address: string;
  /** Name of the user who logs in. */
  readonly user: string;
  /** Fingerprint of the host key that was accepted; null before that, and with HOST_KEYS=off. */
  readonly host_key: string | null;
  /** Reason why the key was accepted: `new` means that a start would trust it on first use. */
  readonly host_key_state: "pinned" | "remembered" | "new" | null;
  /** Failure of the connection or the login; null without one. */
  readonly error: AppError | null;
}

/** Options for {@linkcode checkServers}. */
export interface CheckServersOptions {
  /** Mode of the check of host keys. */
  readonly mode: HostKeyPolicy["mode"];
  /** Host keys that are known. */
  readonly knownHosts: KnownHosts;
}

/** Time for the connection and the login, in milliseconds. */
const DEADLINE_MS = 10_000;

/** Logs in to all servers at once, as the service does, and disconnects. Writes nothing. */
export async function checkServers(
  servers: readonly Server[],
  options: CheckServersOptions,
): Promise<ServerCheck[]> {
  return await Promise.all(servers.map((server) => checkServer(server, options)));
}

async function checkServer(
  server: Server,
  { mode, knownHosts }: CheckServersOptions,
): Promise<ServerCheck> {
  let accepted: HostKey | undefined;
  let isFirstUse = false;
  const policy: HostKeyPolicy = {
    mode,
    knownHosts: {
      fingerprintOf: (address) => knownHosts.fingerprintOf(address),
      remember: () => {},
      typeOf: (fingerprint) => knownHosts.typeOf(fingerprint),
      rememberType: (key) => accepted = key,
    },
    onFirstUse: () => isFirstUse = true,
  };
  const error = await loginFailure(server, policy);
  const accept = server.hostKey !== undefined ? "pinned" : isFirstUse ? "new" : "remembered";
  return {
    name: server.name,
    address: addressOf(server),
    user: server.username,
    host_key: accepted?.fingerprint ?? null,
    host_key_state: accepted === undefined ? null : accept,
    error,
  };
}

/** Logs in and disconnects. Returns the failure, or null without one. */
async function loginFailure(server: Server, policy: HostKeyPolicy): Promise<AppError | null> {
  try {
    const { signal } = new AbortController();
    const options = { policy, signal, deadlineMs: DEADLINE_MS };
    await using _connection = await SshConnection.open(server, options);
    return null;
  } catch (cause) {
    return toAppError(cause);
  }
}
