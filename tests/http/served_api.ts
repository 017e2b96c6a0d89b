import { emptyOperation } from "../harness/empty_operation.ts";
import { variableTables } from "../../src/config/variable_tables.ts";
import type { AuditFilter } from "../../src/domain/audit.ts";
import type { OperationFilter } from "../../src/domain/history.ts";
import type { Server } from "../../src/domain/server.ts";
import type { ApiPorts } from "../../src/http/api.ts";
import { OPEN_ACCESS } from "../../src/access/access.ts";
import { createRoutes } from "../../src/http/http_routes.ts";
import { createHandler } from "../../src/http/handler.ts";
import type { AuditRecord, LeaseRecord, OperationRecord } from "../../src/protocol/rest/records.ts";

/** Rows of ten operations, the newest first: every third is a transfer. */
export const RUNS: readonly (OperationRecord & { readonly id: number })[] = Array.from(
  { length: 10 },
  (_, index) => runRow(10 - index),
);

/** Returns an operation whose `operation_id` ends in its number. */
function runRow(id: number): OperationRecord & { readonly id: number } {
  const isTransfer = id % 3 === 0;
  return {
    ...emptyOperation(),
    id,
    operation_id: `01890a5d-ac96-774b-bcce-${String(id).padStart(12, "0")}`,
    kind: isTransfer ? "scp_transfer" : "ssh_command",
    connection_id: "550e8400-e29b-41d4-a716-446655440000",
    peer_address: "127.0.0.1:50000",
    server_name: isTransfer ? null : "a",
    transfer_name: isTransfer ? "stub_data_transfer" : null,
    command: isTransfer ? null : "ls -la",
    started_at: `2026-01-${String(id).padStart(2, "0")}T00:00:00.000Z`,
    ended_at: id === 10 ? null : `2026-01-${String(id).padStart(2, "0")}T00:00:01.000Z`,
    ending: id === 10 ? null : "complete",
    exit_code: isTransfer || id === 10 ? null : 0,
    error_code: null,
    bytes: 24,
    files: isTransfer ? 1 : null,
    duration_ms: id === 10 ? null : 1_000,
    output_bytes: 0,
  };
}

/** The same as HTTP answers with. */
export const OPERATIONS: readonly OperationRecord[] = RUNS.map(({ id: _, ...row }) => row);

const LEASE: LeaseRecord = {
  id: 1,
  kind: "session",
  connection_id: "550e8400-e29b-41d4-a716-446655440000",
  peer_address: "127.0.0.1:50000",
  started_at: "2026-01-01T00:00:00.000Z",
  ended_at: "2026-01-01T00:10:00.000Z",
  ended_by: "released",
};

/** Three rows of the audit trail, the newest first; the last one is an anchor. */
export const AUDIT: readonly AuditRecord[] = [3, 2, 1].map((id) => ({
  id,
  at: LEASE.started_at,
  action: id === 1 ? "anchor" : "login",
  name: id === 1 ? null : "ci",
  address: id === 1 ? null : LEASE.peer_address,
  connection_id: null,
  operation_id: null,
  subject: null,
  outcome: null,
  detail: null,
  hash: String(id).repeat(64),
}));

/** Owner of the lock: away. */
export const OWNER = {
  id: LEASE.connection_id,
  name: "batch console",
  kind: "command",
  server_name: "a",
  operation_id: null,
  since: LEASE.started_at,
  away_until: LEASE.ended_at,
} as const;

/** Returns a configured server with a login, which must not get out. */
function serverOf(name: string): Server {
  return {
    name,
    host: "10.10.10.1",
    port: 22,
    username: "u",
    password: "secret",
    encoding: "utf-8",
  };
}

/** A served API over a history of constants, and what was asked of it. */
export interface ServedApi extends AsyncDisposable {
  readonly url: string;
  readonly asked: OperationFilter[];
  readonly askedAudit: AuditFilter[];
}

/** Serves every page of the service over {@linkcode RUNS}. */
export function serveApi(overrides: Partial<ApiPorts> = {}): ServedApi {
  const asked: OperationFilter[] = [];
  const askedAudit: AuditFilter[] = [];
  const status = {
    server_name: "a",
    host: "10.10.10.1",
    port: 22,
    is_healthy: true,
    last_checked: "2026-01-01T00:00:00.000Z",
    consecutive_failures: 0,
    consecutive_successes: 5,
    latency_ms: 1.5,
    last_error: null,
  };
  const stopping = new AbortController();
  const routes = createRoutes({
    checkRoom: () => {},
    adopt: () => {},
    variables: variableTables(),
    checkOpen: () => {},
    signal: stopping.signal,
    checkStore: () => {},
    // Only the lists are asked for here: tests of jobs run over the whole service.
    jobs: { views: { list: () => [], runs: () => [] } } as unknown as ApiPorts["jobs"],
    servers: [{ ...serverOf("a"), label: "production" }, serverOf("b")],
    transfers: [{
      name: "t",
      from: { server: serverOf("a"), path: "/x/*" },
      to: { server: serverOf("b"), path: "/y" },
    }],
    history: {
      operations: (query) => {
        asked.push(query);
        return RUNS.filter(({ id }) => id < (query.before ?? Infinity)).slice(0, query.limit);
      },
      operation: (operationId) =>
        OPERATIONS.find(({ operation_id }) => operation_id === operationId),
      output: () => ({ totalBytes: null, text: null }),
      leases: () => [LEASE],
    },
    audit: {
      list: (query) => {
        askedAudit.push(query);
        return AUDIT.filter(({ id }) => id < (query.before ?? Infinity)).slice(0, query.limit);
      },
    },
    health: {
      statuses: () => ({ a: status, b: { ...status, server_name: "b", last_checked: null } }),
    },
    healthRecords: {
      samples: () => [{ checked_at: LEASE.started_at, ok: true, latency_ms: 1.5, error: null }],
      points: () => [{ from: LEASE.started_at, checks: 2, failures: 1, latency_ms: 1.5 }],
      transitions: () => [{ changed_at: LEASE.started_at, is_healthy: true, error: null }],
    },
    leases: {
      lockStatus: {
        type: "lock_status",
        locked: true,
        lock_owner: LEASE.connection_id,
        owner: OWNER,
        message: "",
      },
      sessionStatus: {
        type: "session_status",
        session_active: false,
        session_owner: null,
        owner: null,
        leases: [],
        message: "",
      },
      owner: OWNER,
    },
    ...overrides,
  });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const origins = () => ({
    host: "127.0.0.1",
    isLoopback: true,
    port: server.addr.port,
    allowedOrigins: [],
  });
  const proxies = { trustedProxies: [], isTls: false, isOpen: true };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    createHandler({ routes, origins, proxies, access: OPEN_ACCESS, onRefusal: () => {}, log }),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    askedAudit,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await server.shutdown();
    },
  };
}
