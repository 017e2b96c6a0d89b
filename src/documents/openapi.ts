import { z } from "zod";
import { type ErrorKind, ERRORS } from "../errors.ts";
import { ErrorCode } from "../protocol/catalogue/catalogue.ts";
import { LoginAnswer, LoginBody } from "../protocol/rest/login.ts";
import { ErrorAnswer } from "../protocol/rest/answers.ts";
import { type Endpoint, TextAnswer } from "../protocol/rest/endpoint.ts";
import { ENDPOINTS } from "../protocol/rest/endpoints.ts";
import { Lease, Operation, Server, Transfer } from "../protocol/rest/records.ts";
import { ServerHealthStatus } from "../protocol/server_health.ts";
import { type JsonSchema, jsonSchemaOf, jsonSchemas } from "./json_schemas.ts";

/** OpenAPI 3.1 document. */
export interface OpenApi {
  /** Other keywords of the specification. */
  readonly [keyword: string]: unknown;
  /** Endpoints by path and method. */
  readonly paths: Readonly<Record<string, PathItem>>;
  /** Targets of the references. */
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: JsonSchema;
  };
}

/** Operations of a path, by method. */
export interface PathItem {
  /** Operation that reads. */
  readonly get?: JsonSchema;
  /** Operation that changes something. */
  readonly post?: JsonSchema;
}

/** Ways to prove an identity. */
const SECURITY_SCHEMES = {
  token: {
    type: "http",
    scheme: "bearer",
    description: "A token of `TOKENS_FILE`. With `AUTH=none` none is needed.",
  },
  login: {
    type: "apiKey",
    in: "cookie",
    name: "pink-page",
    description: "Cookie of `POST /login`; over TLS its name is `__Host-pink-page`.",
  },
} as const;

/** Returns the document of all endpoints, from the schemas that validate them. */
export function openApi(): OpenApi {
  const operations = Object.entries(ENDPOINTS);
  const answers = Object.fromEntries(
    operations.map(([id, { answer }]) => [
      `${capitalized(id)}Answer`,
      answer === TextAnswer ? z.string() : answer,
    ]),
  );
  const records = {
    ErrorAnswer,
    ErrorCode,
    LoginAnswer,
    LoginBody,
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
        "`/ws/v1/stub`: see [its messages](../asyncapi/docs) and the [guides](../docs). " +
        "`x-role` is the role that an endpoint needs.",
      license: { name: "All rights reserved", identifier: "LicenseRef-All-Rights-Reserved" },
    },
    // A relative URL also works below the path of a proxy.
    servers: [{ url: ".", description: "this service" }],
    paths: {
      ...Object.fromEntries(
        operations.map(([id, endpoint]) => [endpoint.path, { get: operation(id, endpoint) }]),
      ),
      ...LOGIN_PATHS,
    },
    components: {
      schemas: jsonSchemas({ ...answers, ...records }, { io: "output" }),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function operation(id: string, endpoint: Endpoint): JsonSchema {
  const { path, role, summary, description, input, errors } = endpoint;
  const parameters = Object.entries(input.shape).map(([name, schema]) =>
    parameter(name, { schema, path })
  );
  const refused: ErrorKind[] = parameters.length > 0 ? ["VALIDATION_FAILED"] : [];
  const isOpen = role === "anyone";
  const denied: ErrorKind[] = isOpen ? [] : ["AUTHENTICATION_REQUIRED", "INVALID_TOKEN"];
  return {
    operationId: id,
    tags: [path.startsWith("/api/") ? "history and configuration" : "health"],
    summary,
    ...(description === undefined ? {} : { description }),
    "x-role": role,
    security: isOpen ? [] : [{ token: [] }, { login: [] }],
    parameters,
    responses: {
      200: {
        description: "The answer",
        ...content(`${capitalized(id)}Answer`, mediaTypeOf(endpoint)),
      },
      ...failures([...denied, "ACCESS_DENIED", ...refused, ...errors]),
    },
  };
}

/** Paths of the login of browsers, which are no endpoints: they change something. */
const LOGIN_PATHS: Readonly<Record<string, PathItem>> = {
  "/login": {
    post: {
      operationId: "logIn",
      tags: ["login"],
      summary: "Login of a browser",
      description: "Sets the cookie of a login of 12 h. A form is answered by a page.",
      "x-role": "anyone",
      security: [],
      requestBody: { required: true, ...content("LoginBody") },
      responses: {
        200: answer("The identity", "LoginAnswer"),
        ...failures([
          ...["INVALID_TOKEN", "ACCESS_DENIED", "MESSAGE_TOO_LARGE"] as const,
          ...["MISSING_FIELD", "VALIDATION_FAILED", "QUOTA_EXCEEDED"] as const,
        ]),
      },
    },
  },
  "/logout": {
    post: {
      operationId: "logOut",
      tags: ["login"],
      summary: "Logout of a browser",
      description: "Ends the login of the cookie, and closes its WebSockets with 1008.",
      "x-role": "anyone",
      security: [],
      responses: {
        303: { description: "Leads to the page for logins" },
        ...failures(["ACCESS_DENIED"]),
      },
    },
  },
};

/** Returns the answers with errors, by status, and that of any other error. */
function failures(kinds: readonly ErrorKind[]): JsonSchema {
  const texts = new Map<number, string[]>();
  for (const kind of kinds) {
    const { code, message, status } = ERRORS[kind];
    texts.set(status, [...texts.get(status) ?? [], `${code} ${message}`]);
  }
  const answers = [...texts].map(([status, errors]) => {
    return [status, answer(errors.join(" or "), "ErrorAnswer")];
  });
  return { ...Object.fromEntries(answers), default: answer("Any other error", "ErrorAnswer") };
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
  return { description, ...content(schema) };
}

function content(schema: string, mediaType = "application/json"): JsonSchema {
  const $ref = `#/components/schemas/${schema}`;
  return { content: { [mediaType]: { schema: { $ref } } } };
}

function mediaTypeOf(endpoint: Endpoint): string {
  return endpoint.answer === TextAnswer ? "text/plain" : "application/json";
}

function capitalized(id: string): string {
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}
