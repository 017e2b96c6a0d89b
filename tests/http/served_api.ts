import type { ApiPorts } from "../../src/http/api.ts";
import { createPages } from "../../src/http/pages.ts";
import { createHandler } from "../../src/http/handler.ts";
import type { RunQuery } from "../../src/http/history.ts";
import type { HoldRow, OperationRow } from "../../src/protocol/rest/records.ts";

/** Rows of ten operations, the newest first: every third is a transfer. */
export const RUNS: readonly (OperationRow & { readonly id: number })[] = Array.from(
  { length: 10 },
  (_, index) => runRow(10 - index),
);

/** Returns an operation whose `operation_id` ends in its number. */
function runRow(id: number): OperationRow & { readonly id: number } {
  const isTransfer = id % 3 === 0;
  return {
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
  };
}

/** The same as HTTP answers with. */
export const OPERATIONS: readonly OperationRow[] = RUNS.map(({ id: _, ...row }) => row);

const HOLD: HoldRow = {
  id: 1,
  kind: "session",
  connection_id: "550e8400-e29b-41d4-a716-446655440000",
  peer_address: "127.0.0.1:50000",
  started_at: "2026-01-01T00:00:00.000Z",
  ended_at: "2026-01-01T00:10:00.000Z",
  ended_by: "released",
};

/** Owner of the lock: away. */
export const OWNER = {
  id: HOLD.connection_id,
  name: "batch console",
  kind: "command",
  server_name: "a",
  since: HOLD.started_at,
  away_until: HOLD.ended_at,
} as const;

/** A served API over a history of constants, and what was asked of it. */
export interface ServedApi extends AsyncDisposable {
  readonly url: string;
  readonly asked: RunQuery[];
}

/** Serves every page of the service over {@linkcode RUNS}. */
export function serveApi(overrides: Partial<ApiPorts> = {}): ServedApi {
  const asked: RunQuery[] = [];
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
  const pages = createPages({
    adopt: () => {},
    checkOpen: () => {},
    checkStore: () => {},
    // A server as it is configured: what logs in to it must not get out.
    servers: ["a", "b"].map((name) => ({ ...status, name, username: "u", password: "secret" })),
    transfers: [{
      name: "t",
      from: { server: "a", path: "/x/*" },
      to: { server: "b", path: "/y" },
    }],
    runs: {
      runs: (query) => {
        asked.push(query);
        return RUNS.filter(({ id }) => id < (query.before ?? Infinity)).slice(0, query.limit);
      },
      run: (operationId) => OPERATIONS.find(({ operation_id }) => operation_id === operationId),
      holds: () => [HOLD],
    },
    health: {
      statuses: () => ({ a: status, b: { ...status, server_name: "b", last_checked: null } }),
      samples: () => [{ checked_at: HOLD.started_at, ok: true, latency_ms: 1.5, error: null }],
      transitions: () => [{ changed_at: HOLD.started_at, is_healthy: true, error: null }],
    },
    leases: {
      lockStatus: { locked: true, lock_owner: HOLD.connection_id, owner: OWNER },
      sessionStatus: { session_active: false, session_owner: null, owner: null },
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
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    createHandler({ pages, origins, log }),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
