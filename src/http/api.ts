import type { Health, HealthRecords } from "../domain/health.ts";
import type { History } from "../domain/history.ts";
import type { LeaseStatus } from "../domain/lease.ts";
import type { Server } from "../domain/server.ts";
import type { Transfer, TransferEnd } from "../domain/transfer.ts";
import { AppError } from "../errors.ts";
import { errorCatalogue } from "../protocol/catalogue/catalogue.ts";
import type { Owner } from "../protocol/owner.ts";
import type { AnswerOf, InputOf } from "../protocol/rest/endpoint.ts";
import type { EndpointId, ENDPOINTS } from "../protocol/rest/endpoints.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";
import { idOf, pageOf } from "../protocol/rest/parameters.ts";

/** What the endpoints ask of the rest of the service. */
export interface ApiPorts {
  /** Throws when the service takes nothing new. @throws {AppError} 10001 */
  readonly checkOpen: () => void;
  /** Throws when the database does not answer. @throws {AppError} 41000 */
  readonly checkStore: () => void;
  /** The configured servers, as far as clients may know them. */
  readonly servers: readonly Pick<Server, "name" | "host" | "port">[];
  /** The configured transfers. */
  readonly transfers: readonly Transfer[];
  /** Operations and leases. */
  readonly history: Pick<History, "operations" | "operation" | "leases">;
  /** Present health of the servers. */
  readonly health: Health;
  /** Past health of the servers. */
  readonly healthRecords: Pick<HealthRecords, "samples" | "transitions">;
  /** Session and lock. */
  readonly leases: LeaseStatus;
}

/** Who answers which endpoint. */
export type Api = {
  readonly [Id in EndpointId]: (
    input: InputOf<(typeof ENDPOINTS)[Id]>,
  ) => AnswerOf<(typeof ENDPOINTS)[Id]>;
};

/** Answers every endpoint from `ports`. */
export function createApi(ports: ApiPorts): Api {
  const { servers, transfers, history, health, healthRecords, leases } = ports;
  return {
    healthz: () => ({ status: "ok" }),
    readyz: () => {
      ports.checkOpen();
      ports.checkStore();
      return { status: "ready" };
    },
    listServers: () => {
      const statuses = health.statuses();
      return whole(servers.map(({ name, host, port }) => {
        return { name, host, port, health: statusIn(statuses, name) };
      }));
    },
    readServerHealth: ({ name, ...filter }) => ({
      server_name: name,
      status: statusIn(health.statuses(), name),
      samples: healthRecords.samples(name, filter),
      transitions: healthRecords.transitions(name, filter),
    }),
    listOperations: ({ limit, cursor, server_name, transfer_name, connection_id, ...filters }) => {
      const names = {
        serverName: server_name,
        transferName: transfer_name,
        clientId: connection_id,
      };
      const before = idOf(cursor);
      const rows = history.operations({ ...filters, ...names, before, limit: limit + 1 });
      const { items, next_cursor } = pageOf(rows, limit);
      return { items: items.map(({ id: _, ...operation }) => operation), next_cursor };
    },
    readOperation: ({ id }) => {
      const operation = history.operation(id);
      if (operation === undefined) throw new AppError("NOT_FOUND", `No operation has the id ${id}`);
      return operation;
    },
    readSession: ({ limit }) => {
      const { lockStatus, sessionStatus, owner } = leases;
      const { locked, lock_owner } = lockStatus;
      const { session_active: active, session_owner } = sessionStatus;
      return {
        session: { active, owner: session_owner, away: isAway(sessionStatus.owner) },
        lock: { locked, lock_owner, away: isAway(lockStatus.owner) },
        owner,
        recent: history.leases({ limit }),
      };
    },
    listTransfers: () =>
      whole(transfers.map(({ name, from, to }) => {
        return { name, from: endOf(from), to: endOf(to) };
      })),
    listErrors: () => whole(errorCatalogue()),
  };
}

function isAway(owner: Owner): boolean {
  return owner !== null && owner.away_until !== null;
}

/** Returns an end of a transfer without the login of its server. */
function endOf({ server, path }: TransferEnd): { server: string; path: string } {
  return { server: server.name, path };
}

/** A list that is not paged. */
function whole<Item>(items: Item[]): { items: Item[]; next_cursor: null } {
  return { items, next_cursor: null };
}

/** The status of a configured server. @throws {AppError} 23002 */
function statusIn(statuses: ReturnType<Health["statuses"]>, name: string): ServerHealthStatus {
  const status = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
  if (status !== undefined) return status;
  throw new AppError("SERVER_NOT_FOUND", `No server is called ${JSON.stringify(name)}`);
}
