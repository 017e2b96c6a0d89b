import type { z } from "zod";
import { type ErrorKind, ERRORS } from "../errors.ts";
import { ErrorCode } from "../protocol/catalogue/catalogue.ts";
import { ErrorAnswer } from "../protocol/rest/answers.ts";
import type { Endpoint } from "../protocol/rest/endpoint.ts";
import { ENDPOINTS } from "../protocol/rest/endpoints.ts";
import { Lease, Operation, Server, Transfer } from "../protocol/rest/records.ts";
import { ServerHealthStatus } from "../protocol/server_health.ts";
import { type JsonSchema, jsonSchemaOf, jsonSchemas } from "./json_schemas.ts";

/** OpenAPI 3.1 document. */
export interface OpenApi {
  /** Other keywords of the specification. */
  readonly [keyword: string]: unknown;
  /** Endpoints by path and method. */
  readonly paths: Readonly<Record<string, { readonly get: JsonSchema }>>;
  /** Targets of the references. */
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Returns the document of all endpoints, from the schemas that validate them. */
export function openApi(): OpenApi {
  const operations = Object.entries(ENDPOINTS);
  const answers = Object.fromEntries(
    operations.map(([id, { answer }]) => [`${capitalized(id)}Answer`, answer]),
  );
  const records = {
    ErrorAnswer,
    ErrorCode,
    Lease,
    Operation,
    Server,
    ServerHealthStatus,
    Transfer,
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "Pink-Page",
      version: "1",
      description: "Endpoints that read over HTTP. Commands run over the WebSocket " +
        "`/ws/v1/stub`: see [its messages](../asyncapi/docs) and the [guides](../docs).",
    },
    // A relative URL also works below the path of a proxy.
    servers: [{ url: ".", description: "this service" }],
    paths: Object.fromEntries(
      operations.map(([id, endpoint]) => [endpoint.path, { get: operation(id, endpoint) }]),
    ),
    components: { schemas: jsonSchemas({ ...answers, ...records }, { io: "output" }) },
  };
}

function operation(id: string, endpoint: Endpoint): JsonSchema {
  const { path, summary, description, input, errors } = endpoint;
  const parameters = Object.entries(input.shape).map(([name, schema]) =>
    parameter(name, { schema, path })
  );
  const refused: ErrorKind[] = parameters.length > 0 ? ["VALIDATION_FAILED"] : [];
  return {
    operationId: id,
    tags: [path.startsWith("/api/") ? "history and configuration" : "health"],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters,
    responses: {
      200: answer("The answer", `${capitalized(id)}Answer`),
      ...Object.fromEntries(
        [...refused, ...errors].map((kind) => {
          const { code, message, status } = ERRORS[kind];
          return [status, answer(`${code} ${message}`, "ErrorAnswer")];
        }),
      ),
      default: answer("Any other error", "ErrorAnswer"),
    },
  };
}

function parameter(
  name: string,
  { schema, path }: { schema: z.core.$ZodType; path: string },
): JsonSchema {
  const { description, ...rest } = jsonSchemaOf(schema);
  const inPath = path.includes(`{${name}}`);
  return {
    name,
    in: inPath ? "path" : "query",
    required: inPath,
    ...(description === undefined ? {} : { description }),
    schema: rest,
  };
}

function answer(description: string, schema: string): JsonSchema {
  const $ref = `#/components/schemas/${schema}`;
  return { description, content: { "application/json": { schema: { $ref } } } };
}

function capitalized(id: string): string {
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}
