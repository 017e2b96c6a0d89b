import type { z } from "zod";
import { ErrorCode } from "../protocol/catalogue/catalogue.ts";
import { ClientMessageSchema } from "../protocol/client_messages.ts";
import { ServerEventSchema } from "../protocol/server_events.ts";
import { type JsonSchema, jsonSchemas } from "./json_schemas.ts";

/** Message of either direction in an AsyncAPI document. */
export interface AsyncMessage {
  /** Other keywords of the specification. */
  readonly [keyword: string]: unknown;
  /** Type of the message. */
  readonly name: string;
  /** Purpose of the message. */
  readonly summary?: string;
  /** Role that a client needs to send the message; undefined for an event. */
  readonly "x-role"?: unknown;
  /** Examples of the schema. */
  readonly examples: readonly { readonly payload: unknown }[];
}

/** Direction of the channel. */
export interface AsyncOperation {
  /** Action of the service. */
  readonly action: "send" | "receive";
  /** Title for people. */
  readonly title: string;
  /** Rules for every message of the direction. */
  readonly description: string;
  /** References to the ways to prove an identity. */
  readonly security: readonly { readonly $ref: string }[];
  /** Reference to the channel. */
  readonly channel: { readonly $ref: string };
  /** References to the messages of the direction. */
  readonly messages: readonly { readonly $ref: string }[];
}

/** AsyncAPI 3.1 document with one channel. */
export interface AsyncApi {
  /** Other keywords of the specification. */
  readonly [keyword: string]: unknown;
  /** Title, version, and rules for every message. */
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
  };
  /** Channel of all messages. */
  readonly channels: {
    readonly stub: { readonly address: string; readonly [keyword: string]: unknown };
  };
  /** Both directions of the channel. */
  readonly operations: Readonly<Record<string, AsyncOperation>>;
  /** Targets of the references. */
  readonly components: {
    readonly messages: Readonly<Record<string, AsyncMessage>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: JsonSchema;
  };
}

/** Ways to prove an identity in the handshake. */
const SECURITY_SCHEMES = {
  token: {
    type: "http",
    scheme: "bearer",
    description: "A token of `TOKENS_FILE`. With `AUTH=none` none is needed.",
  },
  subprotocol: {
    type: "httpApiKey",
    in: "header",
    name: "Sec-WebSocket-Protocol",
    description: "`pink-page, bearer.<token>`, for browsers, which can set no other header.",
  },
  login: {
    type: "httpApiKey",
    in: "cookie",
    name: "pink-page",
    description: "Cookie of `POST /login`; over TLS its name is `__Host-pink-page`.",
  },
} as const;

/** Returns the document of the WebSocket at `path`, from the schemas of its messages. */
export function asyncApi(path: string): AsyncApi {
  const requests = schemasOf(ClientMessageSchema.options, { io: "input", keyOf: (type) => type });
  // An event with the type of a message needs a key of its own.
  const keyOf = (type: string) => type in requests ? `${type}_event` : type;
  const events = schemasOf(ServerEventSchema.options, { io: "output", keyOf });
  const messages = { ...messagesOf(requests), ...messagesOf(events) };
  return {
    asyncapi: "3.1.0",
    info: {
      title: "Pink-Page",
      version: "1",
      description:
        "Text frames, one JSON object each. A `request_id` comes back on every event that the " +
        "message causes for its sender. Every operation ends in exactly one of `complete`, " +
        "`error`, `cancelled`. `/api/v1/errors` explains every `error_code`. `x-role` is the " +
        "role that a message needs.",
    },
    defaultContentType: "application/json",
    channels: {
      stub: {
        address: path,
        messages: mapped(messages, (name) => ({ $ref: `#/components/messages/${name}` })),
        bindings: { ws: { method: "GET", bindingVersion: "0.1.0" } },
      },
    },
    operations: {
      receiveMessage: operation("receive", {
        title: "Client to service",
        description: "Messages of a client. Unknown fields are ignored.",
        names: Object.keys(messagesOf(requests)),
      }),
      sendEvent: operation("send", {
        title: "Service to client",
        description: "Events for a client.",
        names: Object.keys(messagesOf(events)),
      }),
    },
    components: {
      messages,
      schemas: { ...requests, ...events },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** Returns the JSON Schemas of all messages of one direction, by the keys of their types. */
function schemasOf(
  options: readonly z.ZodType[],
  { io, keyOf }: { io: "input" | "output"; keyOf: (type: string) => string },
): Record<string, JsonSchema> {
  const named = options.map((option) => {
    return [keyOf(typeIn(jsonSchemas({ option }, { io }).option)), option];
  });
  return jsonSchemas({ ...Object.fromEntries(named), error_code: ErrorCode }, { io });
}

/** Returns the `type` in a JSON Schema, or in the first member of its union. */
function typeIn(schema: unknown): string {
  const { properties, anyOf, oneOf } = schema as {
    properties?: { type: { const: string } };
    anyOf?: readonly unknown[];
    oneOf?: readonly unknown[];
  };
  return properties?.type.const ?? typeIn((anyOf ?? oneOf)?.[0]);
}

function messagesOf(schemas: Record<string, JsonSchema>): Record<string, AsyncMessage> {
  const { error_code: _, ...payloads } = schemas;
  return mapped(payloads, (key, schema) => ({
    name: typeIn(schema),
    title: typeIn(schema),
    ...(schema.description === undefined ? {} : { summary: String(schema.description) }),
    ...(schema["x-role"] === undefined ? {} : { "x-role": schema["x-role"] }),
    payload: { $ref: `#/components/schemas/${key}` },
    ...(JSON.stringify(schema).includes('"request_id"')
      ? { correlationId: { location: "$message.payload#/request_id" } }
      : {}),
    examples: examplesOf(schema).map((payload) => ({ payload })),
  }));
}

/** Returns the examples of a message, or of the members of a union. */
function examplesOf(schema: JsonSchema): readonly unknown[] {
  if (Array.isArray(schema.examples)) return schema.examples;
  return [schema.anyOf, schema.oneOf].flat().filter((member) => member !== undefined)
    .flatMap((member) => examplesOf(member as JsonSchema));
}

function operation(
  action: AsyncOperation["action"],
  { title, description, names }: { title: string; description: string; names: readonly string[] },
): AsyncOperation {
  const messages = names.map((name) => ({ $ref: `#/channels/stub/messages/${name}` }));
  const channel = { $ref: "#/channels/stub" };
  const security = Object.keys(SECURITY_SCHEMES)
    .map((name) => ({ $ref: `#/components/securitySchemes/${name}` }));
  return { action, title, description, channel, security, messages };
}

function mapped<From, To>(
  record: Record<string, From>,
  change: (name: string, value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, change(name, value)]),
  );
}
