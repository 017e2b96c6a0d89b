import type { TransferConfig } from "../config.ts";
import { AppError } from "../errors.ts";
import { errorCatalogue } from "../protocol/catalogue/catalogue.ts";
import type { AnswerOf, InputOf } from "../protocol/rest/endpoint.ts";
import type { ENDPOINTS, OperationId } from "../protocol/rest/endpoints.ts";
import type { ServerHealthStatus } from "../protocol/server_health.ts";
import { idOf, pageOf } from "../protocol/rest/parameters.ts";
import type { Health, Holders, Runs } from "./history.ts";

/** What the endpoints ask of the rest of the service. */
export interface ApiPorts {
  /** Throws when the service takes nothing new. @throws {AppError} 10001 */
  readonly checkOpen: () => void;
  /** Throws when the database does not answer. @throws {AppError} 41000 */
  readonly checkStore: () => void;
  /** The configured servers, as far as clients may know them. */
  readonly servers: readonly {
    readonly name: string;
    readonly host: string;
    readonly port: number;
  }[];
  /** The configured transfers. */
  readonly transfers: readonly TransferConfig[];
  /** Operations, sessions and locks. */
  readonly runs: Runs;
  /** How the servers are and were. */
  readonly health: Health;
  /** Who holds session and lock. */
  readonly leases: Holders;
}

/** Who answers which endpoint. */
export type Api = {
  readonly [Id in OperationId]: (
    input: InputOf<(typeof ENDPOINTS)[Id]>,
  ) => AnswerOf<(typeof ENDPOINTS)[Id]>;
};

/** Answers every endpoint from `ports`. */
export function createApi(ports: ApiPorts): Api {
  const { servers, transfers, runs, health, leases } = ports;
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
      samples: [...health.samples(name, filter)],
      transitions: [...health.transitions(name, filter)],
    }),
    listRuns: ({ limit, cursor, server_name, transfer_name, connection_id, ...filters }) => {
      const names = {
        serverName: server_name,
        transferName: transfer_name,
        connectionId: connection_id,
      };
      const before = idOf(cursor);
      return pageOf(runs.runs({ ...filters, ...names, before, limit: limit + 1 }), limit);
    },
    readRun: ({ id }) => {
      const run = runs.run(id);
      if (run === undefined) throw new AppError("NOT_FOUND", `No run has the id ${id}`);
      return run;
    },
    readSession: ({ limit }) => {
      const { locked, lock_owner } = leases.lockStatus;
      const { session_active: active, session_owner: owner } = leases.sessionStatus;
      const recent = [...runs.holds({ limit })];
      return {
        session: { active, owner, away: leases.isAway(owner) },
        lock: { locked, lock_owner, away: leases.isAway(lock_owner) },
        recent,
      };
    },
    listTransfers: () =>
      whole(transfers.map(({ name, from, to }) => ({ name, from: { ...from }, to: { ...to } }))),
    listErrors: () => whole(errorCatalogue()),
  };
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
