import type { Audit } from "../domain/audit.ts";
import type { Health, HealthRecords } from "../domain/health.ts";
import type { History } from "../domain/history.ts";
import type { LeaseStatus } from "../domain/lease_state.ts";
import type { Server } from "../domain/server.ts";
import type { Transfer, TransferEnd } from "../domain/transfer.ts";
import type { Principal } from "../domain/principal.ts";
import { isVisibleTo, visibleOperations } from "../domain/visible_operations.ts";
import { leasesFor, ownerFor, seesServer, seesTransfer } from "../domain/sees.ts";
import { permitServer } from "../domain/rights.ts";
import { AppError } from "../errors.ts";
import { errorCatalogue } from "../protocol/catalogue/catalogue.ts";
import type { Owner } from "../protocol/owner.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";
import { DEFAULT_LIMIT, idOf, MAX_LIMIT, pageOf } from "../protocol/rest/parameters.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";
import type { Api } from "./api_handlers.ts";
import { jobsApi, type JobsApiPorts } from "./jobs_api.ts";
import { outputOf } from "./output_of.ts";

const DAY_MS = 86_400_000;

/** Ports of the endpoints to the rest of the service. */
export interface ApiPorts extends JobsApiPorts {
  /** Checks that the database answers. @throws {AppError} 41000 when it does not */
  readonly checkStore: () => void;
  /** Configured servers, without their logins. */
  readonly servers: readonly Pick<Server, "name" | "label" | "host" | "port" | "encoding">[];
  /** Configured transfers. */
  readonly transfers: readonly Transfer[];
  /** History of operations and leases. */
  readonly history: Pick<History, "operations" | "operation" | "output" | "leases">;
  /** Audit trail. */
  readonly audit: Pick<Audit, "list">;
  /** Last known health of the servers. */
  readonly health: Health;
  /** Samples and changes of the health. */
  readonly healthRecords: Pick<HealthRecords, "samples" | "points" | "transitions">;
  /** State of the session and the lock. */
  readonly leases: LeaseStatus;
}

/** Returns the handlers of all endpoints. */
export function createApi(ports: ApiPorts): Api {
  return {
    ...probes(ports),
    ...serverEndpoints(ports),
    ...historyEndpoints(ports),
    ...jobsApi(ports),
    readOperationOutput: ({ id, download }, { principal }) =>
      outputOf(operationSeen(id, { ...ports, principal }), {
        history: ports.history,
        isDownload: download !== undefined,
      }),
    listAudit: ({ limit, cursor, ...filters }) =>
      pageOf(ports.audit.list({ ...filters, before: idOf(cursor), limit: limit + 1 }), limit),
    readSession: ({ limit }, { principal }) => readSession(ports, { limit, principal }),
    listTransfers: (_, { principal }) => {
      const visible = ports.transfers.filter((transfer) => seesTransfer(principal, transfer));
      return whole(visible.map(({ name, from, to }) => {
        return { name, from: endOf(from), to: endOf(to) };
      }));
    },
    listErrors: () => whole(errorCatalogue()),
  };
}

function probes(ports: ApiPorts): Pick<Api, "healthz" | "readyz"> {
  return {
    healthz: () => ({ status: "ok" }),
    readyz: () => {
      ports.checkOpen();
      ports.checkStore();
      return { status: "ready" };
    },
  };
}

function serverEndpoints(
  { servers, health, healthRecords }: ApiPorts,
): Pick<Api, "listServers" | "readServerHealth"> {
  return {
    listServers: (_, { principal }) => {
      const statuses = health.statuses();
      const visible = servers.filter(({ name }) => seesServer(principal, name));
      return whole(visible.map(({ name, label = null, host, port }) => {
        return { name, label, host, port, health: statusIn(statuses, name) };
      }));
    },
    readServerHealth: ({ name, points, limit = DEFAULT_LIMIT, ...times }, { principal }) => {
      permitServer(principal, name);
      const server = { server_name: name, status: statusIn(health.statuses(), name) };
      if (points !== undefined) return { ...server, ...lastDay(healthRecords, { name, points }) };
      const filter = { ...times, limit };
      return {
        ...server,
        samples: healthRecords.samples(name, filter),
        transitions: healthRecords.transitions(name, filter),
      };
    },
  };
}

/** Returns the health of a server in the last 24 hours. */
function lastDay(
  healthRecords: ApiPorts["healthRecords"],
  { name, points: count }: { name: string; points: number },
): Pick<ReturnType<Api["readServerHealth"]>, "samples" | "transitions" | "points"> {
  const endMs = Date.now();
  const startMs = endMs - DAY_MS;
  const since = new Date(startMs).toISOString();
  return {
    samples: [],
    transitions: healthRecords.transitions(name, { since, limit: MAX_LIMIT }),
    points: healthRecords.points(name, { count, startMs, endMs }),
  };
}

/**
 * Returns the handlers that read operations.
 *
 * @throws {AppError} 13000 when no operation has the id, by `readOperation`; 41000
 */
function historyEndpoints(
  { history, transfers }: ApiPorts,
): Pick<Api, "listOperations" | "readOperation"> {
  return {
    listOperations: (input, { principal }) => {
      const { limit, cursor, server_name, transfer_name, connection_id, ...filters } = input;
      const names = {
        serverName: server_name,
        transferName: transfer_name,
        clientId: connection_id,
      };
      const before = idOf(cursor);
      const visible = visibleOperations(principal, transfers);
      const filter = { ...filters, ...names, visible, before, limit: limit + 1 };
      const rows = history.operations(filter);
      const { items, next_cursor } = pageOf(rows, limit);
      return { items: items.map(({ id: _, ...operation }) => operation), next_cursor };
    },
    readOperation: ({ id }, { principal }) => operationSeen(id, { history, transfers, principal }),
  };
}

/**
 * Returns the operation with this id, if `principal` sees it.
 *
 * @throws {AppError} 13000, 41000
 */
function operationSeen(
  id: string,
  { history, transfers, principal }: Pick<ApiPorts, "history" | "transfers"> & {
    principal: Principal;
  },
): OperationRecord {
  const operation = history.operation(id);
  const isSeen = operation !== undefined && isVisibleTo(operation, { principal, transfers });
  if (!isSeen) throw new AppError("NOT_FOUND", `No operation has the id ${id}`);
  return operation;
}

function readSession(
  { history, leases }: ApiPorts,
  { limit, principal }: { limit: number; principal: Principal },
): ReturnType<Api["readSession"]> {
  const { lockStatus, sessionStatus, owner } = leases;
  const { locked, lock_owner } = lockStatus;
  const { session_active: active, session_owner } = sessionStatus;
  return {
    session: { active, owner: session_owner, away: isAway(sessionStatus.owner) },
    lock: { locked, lock_owner, away: isAway(lockStatus.owner) },
    owner: ownerFor(principal, owner),
    leases: leasesFor(principal, sessionStatus.leases),
    recent: history.leases({ limit }),
  };
}

function isAway(owner: Owner): boolean {
  return owner !== null && owner.away_until !== null;
}

/** Returns one end of a transfer, without the login of its server. */
function endOf({ server, path }: TransferEnd): { server: string; path: string } {
  return { server: server.name, path };
}

/** Returns the answer of a list without pages. */
function whole<Item>(items: Item[]): { items: Item[]; next_cursor: null } {
  return { items, next_cursor: null };
}

/** Returns the health of a server. @throws {AppError} 23002 when no server has the name */
function statusIn(statuses: ReturnType<Health["statuses"]>, name: string): ServerHealthStatus {
  const status = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
  if (status !== undefined) return status;
  throw new AppError("SERVER_NOT_FOUND", `No server is called ${JSON.stringify(name)}`);
}
