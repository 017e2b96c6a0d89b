import { z } from "zod";
import {
  Alive,
  ErrorCatalogue,
  OperationList,
  Ready,
  ServerHealthHistory,
  ServerList,
  SessionState,
  TransferList,
} from "./answers.ts";
import { endpoint } from "./endpoint.ts";
import { Cursor, Limit, OperationId, Since, Until } from "./parameters.ts";
import { Operation, OperationEnding, OperationKind } from "./records.ts";

const nothing = z.strictObject({});
/** Probes add what they like (`?t=…`, against caches): that must not make the service look dead. */
const whatever = z.object({});
const name = z.string().min(1).max(255);

/**
 * Everything that can be read over HTTP. The names are the `operationId`s of the OpenAPI document; matching, validation
 * and the document are made of this table.
 */
export const ENDPOINTS = {
  healthz: endpoint({
    path: "/healthz",
    summary: "Is the process alive?",
    input: whatever,
    answer: Alive,
    errors: [],
  }),
  readyz: endpoint({
    path: "/readyz",
    summary: "Can the service work?",
    description: "The database answers and can be written, and no shutdown is under way.",
    input: whatever,
    answer: Ready,
    errors: ["SERVICE_UNAVAILABLE", "DATABASE_QUERY_FAILED"],
  }),
  listServers: endpoint({
    path: "/api/v1/servers",
    summary: "The configured servers and their health",
    input: nothing,
    answer: ServerList,
    errors: [],
  }),
  readServerHealth: endpoint({
    path: "/api/v1/servers/{name}/health",
    summary: "How a server has been",
    input: z.strictObject({
      name: name.describe("A configured server, for example mdwap1p."),
      since: Since,
      until: Until,
      limit: Limit,
    }),
    answer: ServerHealthHistory,
    errors: ["SERVER_NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  listOperations: endpoint({
    path: "/api/v1/operations",
    summary: "Operations, the newest first, running ones included",
    description: "Filters are joined by AND. `next_cursor` of a page asks for the next one.",
    input: z.strictObject({
      kind: OperationKind.optional(),
      server_name: name.optional(),
      transfer_name: name.optional(),
      connection_id: z.uuid().optional(),
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
    summary: "One operation",
    input: z.strictObject({ id: OperationId }),
    answer: Operation,
    errors: ["NOT_FOUND", "DATABASE_QUERY_FAILED"],
  }),
  readSession: endpoint({
    path: "/api/v1/session",
    summary: "Who holds session and lock, and who did",
    input: z.strictObject({ limit: Limit }),
    answer: SessionState,
    errors: ["DATABASE_QUERY_FAILED"],
  }),
  listTransfers: endpoint({
    path: "/api/v1/transfers",
    summary: "The configured transfers",
    input: nothing,
    answer: TransferList,
    errors: [],
  }),
  listErrors: endpoint({
    path: "/api/v1/errors",
    summary: "Every error: what it means and what to do",
    input: nothing,
    answer: ErrorCatalogue,
    errors: [],
  }),
} as const;

/** The name of an endpoint. */
export type EndpointId = keyof typeof ENDPOINTS;
