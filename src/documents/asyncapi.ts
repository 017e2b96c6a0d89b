import type { z } from "zod";
import { ErrorCode } from "../protocol/catalogue/catalogue.ts";
import { ClientMessageSchema } from "../protocol/client_messages.ts";
import { ServerEventSchema } from "../protocol/server_events.ts";
import { type JsonSchema, jsonSchemas } from "./json_schemas.ts";

/** A message of either direction, as the AsyncAPI document describes it. */
export interface AsyncMessage {
  /** What else is said of it. */
  readonly [keyword: string]: unknown;
  /** Its type. */
  readonly name: string;
  /** What it is for. */
  readonly summary?: string;
  /** One per example of its schema. */
  readonly examples: readonly { readonly payload: unknown }[];
}

/** One direction of the channel. */
export interface AsyncOperation {
  /** As the service sees it. */
  readonly action: "send" | "receive";
  /** One line for people. */
  readonly title: string;
  /** What a reader has to know. */
  readonly description: string;
  /** The channel. */
  readonly channel: { readonly $ref: string };
  /** The messages that go this way. */
  readonly messages: readonly { readonly $ref: string }[];
}

/** An AsyncAPI 3.0 document with one channel. */
export interface AsyncApi {
  /** What else the document says. */
  readonly [keyword: string]: unknown;
  /** Title, version, and what every reader has to know. */
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
  };
  /** Where it all goes. */
  readonly channels: {
    readonly stub: { readonly address: string; readonly [keyword: string]: unknown };
  };
  /** What goes which way. */
  readonly operations: Readonly<Record<string, AsyncOperation>>;
  /** What the operations refer to. */
  readonly components: {
    readonly messages: Readonly<Record<string, AsyncMessage>>;
    readonly schemas: Readonly<Record<string, JsonSchema>>;
  };
}

/** Describes the WebSocket at `path`, from the schemas that validate its messages. */
export function asyncApi(path: string): AsyncApi {
  const requests = schemasOf(ClientMessageSchema.options, { io: "input", keyOf: (type) => type });
  // An event that has the type of a message needs a key of its own.
  const keyOf = (type: string) => type in requests ? `${type}_event` : type;
  const events = schemasOf(ServerEventSchema.options, { io: "output", keyOf });
  const messages = { ...messagesOf(requests), ...messagesOf(events) };
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Pink-Page",
      version: "1",
      description:
        "Text frames, one JSON object each. A `request_id` comes back on every event that the " +
        "message causes for its sender. Every operation ends in exactly one of `complete`, " +
        "`error`, `cancelled`. `/api/v1/errors` explains every `error_code`.",
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
        description: "What a client may send. Unknown fields are ignored.",
        names: Object.keys(messagesOf(requests)),
      }),
      sendEvent: operation("send", {
        title: "Service to client",
        description: "What a client gets.",
        names: Object.keys(messagesOf(events)),
      }),
    },
    components: { messages, schemas: { ...requests, ...events } },
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

/** Returns the `type` that `schema`, or the first member of its union, asks of a message. */
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
    payload: { $ref: `#/components/schemas/${key}` },
    ...(JSON.stringify(schema).includes('"request_id"')
      ? { correlationId: { location: "$message.payload#/request_id" } }
      : {}),
    examples: examplesOf(schema).map((payload) => ({ payload })),
  }));
}

/** The examples of a message, or of the members of a union. */
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
  return { action, title, description, channel: { $ref: "#/channels/stub" }, messages };
}

function mapped<From, To>(
  record: Record<string, From>,
  change: (name: string, value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, change(name, value)]),
  );
}
