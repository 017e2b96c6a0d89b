import type { Audit } from "../domain/audit.ts";
import type { Client } from "../domain/client.ts";
import type { Detached } from "../domain/detached.ts";
import type { Health } from "../domain/health.ts";
import type { History } from "../domain/history.ts";
import type { ProbeLayers } from "../domain/probed_layers.ts";
import type { Server } from "../domain/server.ts";
import type { Shells } from "../domain/shell.ts";
import type { Transfer, Transfers } from "../domain/transfer.ts";
import { permitServer } from "../domain/rights.ts";
import { AppError } from "../errors.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Leases } from "../leases/leases.ts";
import type { EventOf } from "../protocol/server_events.ts";
import type { ProbeTurns } from "./probe_turns.ts";
import type { RunningOperations } from "./running_operations.ts";
import { TerminalOperation } from "./terminal_operation.ts";

/** Parts of the service that handlers use. */
export interface Service {
  /** Facts of the service that every client is told. */
  readonly about: EventOf<"welcome">["service"];
  /** Configured servers. */
  readonly servers: readonly Server[];
  /** Configured transfers. */
  readonly transfers: readonly Transfer[];
  /** Sessions, the lock and the running operations. */
  readonly leases: Leases;
  /** Maximum duration of an operation, in seconds; 0 = none. */
  readonly operationMaxSeconds: number;
  /** Running operations, and their records. */
  readonly operations: RunningOperations;
  /** Records of operations. */
  readonly history: Pick<History, "operation" | "output">;
  /** Audit trail. */
  readonly audit: Pick<Audit, "record">;
  /** Health of the servers. */
  readonly health: Health;
  /** Commands and login shells on the servers. */
  readonly shells: Shells;
  /** Runs transfers. */
  readonly runTransfer: Transfers["run"];
  /** Commands that their servers keep. */
  readonly detached: Detached;
  /** Jobs, and their runs. */
  readonly jobs: Jobs;
  /** Tries servers layer by layer. */
  readonly probeLayers: ProbeLayers;
  /** Turns of the probes. */
  readonly probeTurns: ProbeTurns;
}

/** Context of the handlers. */
export interface OperationContext {
  /** Client that sent the message. */
  readonly client: Client;
  /** Service. */
  readonly service: Service;
}

/**
 * Returns the configured server called `name`.
 *
 * @throws {AppError} 23002; 11001 when the client's token is not for the server
 */
export function serverNamed(name: string, { client, service }: OperationContext): Server {
  permitServer(client.principal, name);
  const server = service.servers.find((candidate) => candidate.name === name);
  if (server !== undefined) return server;
  throw new AppError("SERVER_NOT_FOUND", `No server is called ${JSON.stringify(name)}`);
}

/**
 * Returns the configured transfer called `name`.
 *
 * @throws {AppError} 24001; 11001 when the client's token is not for both of its servers
 */
export function transferNamed(name: string, { client, service }: OperationContext): Transfer {
  const transfer = service.transfers.find((candidate) => candidate.name === name);
  if (transfer === undefined) {
    throw new AppError("TRANSFER_NOT_FOUND", `No transfer is called ${JSON.stringify(name)}`);
  }
  for (const { server } of [transfer.from, transfer.to]) {
    permitServer(client.principal, server.name);
  }
  return transfer;
}

/** Returns the running command or terminal of a client. @throws {AppError} 50011 */
export function terminalOf({ client, service }: OperationContext): TerminalOperation {
  const operation = service.leases.operations.runningOf(client);
  if (operation instanceof TerminalOperation) return operation;
  throw new AppError("TASK_NOT_FOUND", "This connection runs an operation without a terminal");
}
