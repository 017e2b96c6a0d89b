import type { Health } from "../domain/health.ts";
import type { Server } from "../domain/server.ts";
import { AppError } from "../errors.ts";
import type { Client } from "../domain/client.ts";
import type { History } from "../domain/history.ts";
import type { Leases } from "../leases/leases.ts";
import type { Line } from "./line.ts";
import type { Shells } from "../domain/shell.ts";
import { TerminalOperation } from "./terminal_operation.ts";
import type { Transfer, Transfers } from "../domain/transfer.ts";

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
  readonly servers: readonly Server[];
  /** The configured transfers. */
  readonly configuredTransfers: readonly Transfer[];
}

/** The configured server called `name`. @throws {AppError} 23002 */
export function serverCalled(name: string, { servers }: StubContext): Server {
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
): Transfer {
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
