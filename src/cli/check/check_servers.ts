import type { Server } from "../../domain/server.ts";
import type { AppError } from "../../errors.ts";
import { type AcceptedKey, tryServer, type TryServerOptions } from "../../ssh/try_server.ts";
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
  readonly host_key_state: AcceptedKey["state"] | null;
  /** Failure of the connection or the login; null without one. */
  readonly error: AppError | null;
}

/** Options for {@linkcode checkServers}. */
export type CheckServersOptions = Pick<TryServerOptions, "mode" | "knownHosts">;

/** Logs in to all servers at once, as the service does, and disconnects. Writes nothing. */
export async function checkServers(
  servers: readonly Server[],
  options: CheckServersOptions,
): Promise<ServerCheck[]> {
  return await Promise.all(servers.map((server) => checkServer(server, options)));
}

async function checkServer(
  server: Server,
  options: CheckServersOptions,
): Promise<ServerCheck> {
  const { signal } = new AbortController();
  const { hostKey, error } = await tryServer(server, { ...options, signal });
  return {
    name: server.name,
    address: addressOf(server),
    user: server.username,
    host_key: hostKey?.fingerprint ?? null,
    host_key_state: hostKey?.state ?? null,
    error,
  };
}
