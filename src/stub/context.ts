import { AppError } from "../errors.ts";
import type { ServerConfig } from "../config.ts";
import type { ServerHealthStatus } from "../protocol/server_events.ts";
import type { History } from "./history.ts";
import type { Leases } from "./leases.ts";
import type { Shells } from "./shells.ts";

/** Knows how the servers are. */
export interface Health {
  /** The status of every configured server, by name. */
  statuses(): Record<string, ServerHealthStatus>;
}

/** What the feature's handlers know of their connection and of the service. */
export interface StubContext {
  /** Whose messages these are. */
  readonly connectionId: string;
  /** Where its client is: `address:port`. */
  readonly peerAddress: string;
  /** Who may run what. */
  readonly leases: Leases;
  /** Keeps what happened. */
  readonly history: History;
  /** Starts commands. */
  readonly shells: Shells;
  /** How the servers are. */
  readonly health: Health;
  /** The configured servers. */
  readonly servers: readonly ServerConfig[];
}

/** The configured server called `name`. @throws {AppError} 23002 */
export function serverCalled(name: string, { servers }: StubContext): ServerConfig {
  const server = servers.find((candidate) => candidate.name === name);
  if (server === undefined) {
    throw new AppError("SERVER_NOT_FOUND", `No server is called ${JSON.stringify(name)}`);
  }
  return server;
}
