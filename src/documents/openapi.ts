import { z } from "zod";
import { type ErrorKind, ERRORS } from "../errors.ts";
import { ErrorCode } from "../protocol/catalogue/catalogue.ts";
import { LoginAnswer, LoginBody } from "../protocol/rest/login.ts";
import { ErrorAnswer } from "../protocol/rest/answers.ts";
import { type Endpoint, type Method, TextAnswer } from "../protocol/rest/endpoint.ts";
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

/** Operations of a path, by method in lower case. */
export type PathItem = Readonly<Partial<Record<Lowercase<Method>, JsonSchema>>>;

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

/** Facts about the API. */
const INFO = {
  title: "Pink-Page",
  version: "1",
  description: "Endpoints that read, and that run jobs. Commands run over the WebSocket " +
    "`/ws/v1/stub`: see [its messages](../asyncapi/docs) and the [guides](../docs). " +
    "`x-role` is the role that an endpoint needs.",
  license: { name: "All rights reserved", identifier: "LicenseRef-All-Rights-Reserved" },
} as const;

/** Returns the document of all endpoints, from the schemas that validate them. */
export function openApi(): OpenApi {
  const operations: [string, Endpoint][] = Object.entries(ENDPOINTS);
  const answers = Object.fromEntries(
    operations.map(([id, { answer }]) => [
      `${capitalized(id)}Answer`,
      answer === TextAnswer ? z.string() : answer,
    ]),
  );
  const bodies = Object.fromEntries(
    operations.flatMap(([id, { body }]) => body ? [[bodyOf(id), body]] : []),
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
    info: INFO,
    // A relative URL also works below the path of a proxy.
    servers: [{ url: ".", description: "this service" }],
    paths: {
      ...pathItems(operations),
      ...LOGIN_PATHS,
    },
    components: {
      schemas: {
        ...jsonSchemas(bodies, { io: "input" }),
        ...jsonSchemas({ ...answers, ...records }, { io: "output" }),
      },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function pathItems(operations: readonly [string, Endpoint][]): Record<string, PathItem> {
  const items: Record<string, PathItem> = {};
  for (const [id, endpoint] of operations) {
    const { path, method = "GET" } = endpoint;
    items[path] = { ...items[path], [method.toLowerCase()]: operation(id, endpoint) };
  }
  return items;
}

function operation(id: string, endpoint: Endpoint): JsonSchema {
  const { path, role, summary, description, status = 200, body } = endpoint;
  const parameters = parametersOf(endpoint);
  const isOpen = role === "anyone";
  return {
    operationId: id,
    tags: [tagOf(path)],
    summary,
    ...(description === undefined ? {} : { description }),
    "x-role": role,
    security: isOpen ? [] : [{ token: [] }, { login: [] }],
    parameters,
    ...body && { requestBody: { required: false, ...content(bodyOf(id)) } },
    responses: {
      [status]: {
        description: "The answer",
        ...content(`${capitalized(id)}Answer`, mediaTypeOf(endpoint)),
      },
      ...endpoint.hasRanges && rangeAnswers(id),
      ...failures(failuresOf(endpoint, { hasParameters: parameters.length > 0 })),
    },
  };
}

/** Returns the parameters in the path, in the query and in headers. */
function parametersOf({ input, headers, path }: Endpoint): JsonSchema[] {
  const shape = Object.entries<z.ZodType>(input.shape);
  return [
    ...shape.map(([name, schema]) => {
      return parameter(name, { schema, place: path.includes(`{${name}}`) ? "path" : "query" });
    }),
    ...Object.entries<z.ZodType>(headers?.shape ?? {})
      .map(([name, schema]) => parameter(name, { schema, place: "header" })),
  ];
}

/** Returns the kinds of errors of an endpoint, those of its access and of its input first. */
function failuresOf(
  { role, body, errors }: Endpoint,
  { hasParameters }: { hasParameters: boolean },
): ErrorKind[] {
  const denied = role === "anyone" ? [] : ["AUTHENTICATION_REQUIRED", "INVALID_TOKEN"] as const;
  const refused = hasParameters ? ["VALIDATION_FAILED"] as const : [];
  const unreadable = body ? ["MESSAGE_TOO_LARGE", "MISSING_FIELD"] as const : [];
  return [...denied, "ACCESS_DENIED", ...refused, ...unreadable, ...errors];
}

/** Returns the answers to a request for a range. */
function rangeAnswers(id: string): JsonSchema {
  return {
    206: { description: "The range", ...content(`${capitalized(id)}Answer`, "text/plain") },
    416: answer("12000 Validation failed: no byte of the range is there", "ErrorAnswer"),
  };
}

function bodyOf(id: string): string {
  return `${capitalized(id)}Body`;
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
  { schema, place }: { schema: z.core.$ZodType; place: "path" | "query" | "header" },
): JsonSchema {
  const { description, ...rest } = jsonSchemaOf(schema);
  return {
    name,
    in: place,
    required: place === "path",
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

/** Returns the heading in the list of endpoints. */
function tagOf(path: string): string {
  if (!path.startsWith("/api/")) return "health";
  return /^\/api\/v1\/(jobs|runs)\b/.test(path) ? "jobs" : "history and configuration";
}

function mediaTypeOf(endpoint: Endpoint): string {
  return endpoint.answer === TextAnswer ? "text/plain" : "application/json";
}

function capitalized(id: string): string {
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}
