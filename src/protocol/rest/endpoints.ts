import { z } from "zod";
import {
  Alive,
  AuditList,
  ErrorCatalogue,
  OperationList,
  Ready,
  ServerHealthHistory,
  ServerList,
  SessionState,
  TransferList,
} from "./answers.ts";
import { endpoint, TextAnswer } from "./endpoint.ts";
import { JOB_ENDPOINTS } from "./job_endpoints.ts";
import {
  Cursor,
  excludeWithPoints,
  Limit,
  OperationId,
  OptionalLimit,
  Points,
  Since,
  Until,
  YesOrNo,
} from "./parameters.ts";
import { AuditAction, Operation, OperationEnding, OperationKind } from "./records.ts";

const nothing = z.strictObject({});
/** Any parameters. Monitors add their own, such as `?t=…` against caches. */
const anything = z.object({});
const name = z.string().min(1).max(255);

/**
 * Endpoints of the HTTP API, by `operationId`. The routes, the validation and the OpenAPI document
 * are made from this table.
 */
export const ENDPOINTS = {
  healthz: endpoint({
    path: "/healthz",
    role: "anyone",
    summary: "Liveness of the process",
    input: anything,
    answer: Alive,
    errors: [],
  }),
  readyz: endpoint({
    path: "/readyz",
    role: "anyone",
    summary: "Readiness of the service",
    description:
      "Ready: the database answers and can be written, and the service is not shutting down.",
    input: anything,
    answer: Ready,
    errors: ["SERVICE_UNAVAILABLE", "DATABASE_QUERY_FAILED"],
  }),
  listServers: endpoint({
    path: "/api/v1/servers",
    role: "viewer",
    summary: "The configured servers and their health",
    input: nothing,
    answer: ServerList,
    errors: [],
  }),
  readServerHealth: endpoint({
    path: "/api/v1/servers/{name}/health",
    role: "viewer",
    summary: "Health of a server",
    description: "The latest probes and changes of verdict, or with `points` the last 24 hours.",
    input: z.strictObject({
      name: name.describe("Name of a configured server, for example mdwap1p."),
      since: Since,
      until: Until,
      limit: OptionalLimit,
      points: Points,
    }).superRefine(excludeWithPoints),
    answer: ServerHealthHistory,
    errors: ["SERVER_NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  listOperations: endpoint({
    path: "/api/v1/operations",
    role: "viewer",
    summary: "Operations, newest first, with the running ones",
    description:
      "Filters are combined by AND. `cursor` takes the `next_cursor` of the page before.",
    input: z.strictObject({
      kind: OperationKind.optional(),
      server_name: name.optional(),
      transfer_name: name.optional(),
      connection_id: z.uuid().optional(),
      name: name.optional().describe("Name of the token, or of `hello` before the start."),
      running: YesOrNo.optional().describe("Whether the operation runs."),
      ending: OperationEnding.optional(),
      since: Since,
      until: Until,
      limit: Limit,
      cursor: Cursor,
    }),
    answer: OperationList,
    errors: ["DATABASE_QUERY_FAILED"],
  }),
  readOperation: endpoint({
    path: "/api/v1/operations/{id}",
    role: "viewer",
    summary: "One operation",
    input: z.strictObject({ id: OperationId }),
    answer: Operation,
    errors: ["NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  readOperationOutput: endpoint({
    path: "/api/v1/operations/{id}/output",
    role: "viewer",
    summary: "Kept output of one operation, as plain text",
    description: "At most the last 64 KiB of the output. The header `X-Output-Bytes` tells the " +
      "size of all output, in bytes. When nothing is kept, the answer is 13000, and `detail` " +
      "says why.",
    input: z.strictObject({
      id: OperationId,
      download: z.literal("1", "Not 1").optional().describe("`1` asks browsers to save it."),
    }),
    answer: TextAnswer,
    errors: ["NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  readSession: endpoint({
    path: "/api/v1/session",
    role: "viewer",
    summary: "Owners of the session and the lock, and the latest sessions and locks",
    input: z.strictObject({ limit: Limit }),
    answer: SessionState,
    errors: ["DATABASE_QUERY_FAILED"],
  }),
  listAudit: endpoint({
    path: "/api/v1/audit",
    role: "admin",
    summary: "The audit trail, newest first",
    description: "Filters are combined by AND. `cursor` takes the `next_cursor` of the page " +
      "before. `detail` has at most its first 1,000 characters.",
    input: z.strictObject({
      action: AuditAction.optional(),
      name: name.optional(),
      since: Since,
      until: Until,
      limit: Limit,
      cursor: Cursor,
    }),
    answer: AuditList,
    errors: ["DATABASE_QUERY_FAILED"],
  }),
  listTransfers: endpoint({
    path: "/api/v1/transfers",
    role: "viewer",
    summary: "The configured transfers",
    input: nothing,
    answer: TransferList,
    errors: [],
  }),
  listErrors: endpoint({
    path: "/api/v1/errors",
    role: "viewer",
    summary: "Errors with their meanings and actions",
    input: nothing,
    answer: ErrorCatalogue,
    errors: [],
  }),
  ...JOB_ENDPOINTS,
} as const;

/** `operationId` of an endpoint. */
export type EndpointId = keyof typeof ENDPOINTS;
