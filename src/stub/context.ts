import { AppError } from "../errors.ts";
import type { ServerConfig, TransferConfig } from "../config.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";
import type { Client } from "./client.ts";
import type { History } from "./history.ts";
import type { Leases } from "./leases.ts";
import type { Line } from "./line.ts";
import type { Shells } from "./shells.ts";
import { TerminalOperation } from "./terminal_operation.ts";
import type { Transfers } from "./transfers.ts";

/** Knows how the servers are. */
export interface Health {
  /** The status of every configured server, by name. */
  statuses(): Record<string, ServerHealthStatus>;
}

/** What the feature's handlers know of their connection and of the service. */
export interface StubContext {
  /** Sender of the messages. */
  readonly client: Client;
  /** The way to its client. */
  readonly line: Line;
  /** Who may run what. */
  readonly leases: Leases;
  /** Keeps what happened. */
  readonly history: History;
  /** Starts commands. */
  readonly shells: Shells;
  /** How the servers are. */
  readonly health: Health;
  /** Runs transfers. */
  readonly transfers: Transfers;
  /** The configured servers. */
  readonly servers: readonly ServerConfig[];
  /** The configured transfers. */
  readonly configuredTransfers: readonly TransferConfig[];
}

/** The configured server called `name`. @throws {AppError} 23002 */
export function serverCalled(name: string, { servers }: StubContext): ServerConfig {
  const server = servers.find((candidate) => candidate.name === name);
  if (server === undefined) {
    throw new AppError("SERVER_NOT_FOUND", `No server is called ${JSON.stringify(name)}`);
  }
  return server;
}

/** The configured transfer called `name`. @throws {AppError} 24001 */
export function transferCalled(
  name: string,
  { configuredTransfers }: StubContext,
): TransferConfig {
  const transfer = configuredTransfers.find((candidate) => candidate.name === name);
  if (transfer === undefined) {
    throw new AppError("TRANSFER_NOT_FOUND", `No transfer is called ${JSON.stringify(name)}`);
  }
  return transfer;
}

/** The terminal of what the connection runs. @throws {AppError} 50011 when it runs nothing that has one */
export function terminalOf(context: StubContext): TerminalOperation {
  const operation = context.leases.runningOf(context.client);
  if (operation instanceof TerminalOperation) return operation;
  throw new AppError("TASK_NOT_FOUND", "This connection runs a transfer, which has no terminal");
}
