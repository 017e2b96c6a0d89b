import { compile, type JSONSchema } from "json-schema-to-typescript";
import { z } from "zod";
import { type JsonSchema, jsonSchemaOf, jsonSchemas } from "../../src/documents/json_schemas.ts";
import { type Endpoint, TextAnswer } from "../../src/protocol/rest/endpoint.ts";
import { ENDPOINTS } from "../../src/protocol/rest/endpoints.ts";
import { namedSchemas } from "./named_schemas.ts";
import { wrapComments } from "./wrap_comments.ts";

type Schemas = Record<string, JsonSchema>;

/** Endpoints that read. A client acts by messages. */
const READING = Object.values<Endpoint>(ENDPOINTS).filter(({ method }) => method === undefined);
/** Command that writes the module; its first line names it. */
const BANNER = "// Made by `deno task wire` from the schemas in src/protocol/. Do not edit.";
/** Parts of messages with names of their own, as clients write them: without defaults. */
const WRITTEN = [
  "JobDefinition",
  "JobStep",
  "JobCommandStep",
  "JobTransferStep",
  "JobApprovalStep",
];
/** Events that an operation has before its ending. */
const OPERATION_EVENTS = ["Status", "Watching", "Output", "Gap", "TransferProgress"];
/** Types of replies that clients get unasked too. */
const ALSO_BROADCAST = ["lock_status", "session_asked", "run_status", "step_status"];

/** Returns the module with the types of everything that goes over the wire. */
export async function wireTypes(): Promise<string> {
  const { schemas: named, comments } = await namedSchemas();
  const typesOf = (io: "input" | "output") =>
    documented(simple(jsonSchemas(named, { io })) as Schemas, comments);
  const { ClientMessage, ...messages } = typesOf("input");
  const { ServerEvent, ...rest } = typesOf("output");
  const sent = namesIn(ClientMessage);
  const roots: Schemas = {
    ClientMessage: { description: "Message of a client.", ...unionOf(sent) },
    ServerEvent: { description: "Event of the service.", ...ServerEvent },
    OperationEvent: {
      description: "Event of an operation before its ending.",
      ...unionOf(OPERATION_EVENTS),
    },
    Broadcast: {
      description: "Event for every client, on change.",
      ...unionOf(namesIn(ServerEvent).filter((name) => isBroadcast(rest[name] ?? {}))),
    },
    HttpAnswers: httpAnswers(named),
    HttpQueries: httpQueries(),
  };
  const ofMessages = sent.map((name) => [name, messages[name] ?? {}] as const);
  // A service that is newer than its client has more codes.
  const ErrorCode = { description: rest.ErrorCode?.description, type: "integer" };
  const written = Object.fromEntries(WRITTEN.map((name) => [name, messages[name] ?? {}]));
  const $defs = { ...rest, ErrorCode, ...written, ...withNamedData(ofMessages), ...roots };
  const text = await compile({ $defs, ...unionOf(Object.keys(roots)) } as JSONSchema, "Wire", {
    ...{ bannerComment: BANNER, format: false, unknownAny: true, ignoreMinAndMaxItems: true },
    additionalProperties: false,
  });
  return wrapComments(await formatted(text.replace(/^export type Wire = .*\n/m, "")));
}

/** Checks whether an event goes to every client, and not only to the sender of a message. */
function isBroadcast({ properties }: JsonSchema): boolean {
  if (properties === undefined) return false; // A union of replies.
  const { type, request_id } = properties as Record<string, { const?: string }>;
  if (ALSO_BROADCAST.includes(type?.const ?? "")) return true;
  return request_id === undefined && type?.const !== "welcome";
}

/** Returns messages, with names for the types of their fields `data`. */
function withNamedData(messages: readonly (readonly [string, JsonSchema])[]): Schemas {
  return Object.fromEntries(messages.flatMap(([name, message]) => {
    const { data, ...fields } = message.properties as Schemas;
    if (data?.properties === undefined) return [[name, message]];
    const description = `Field \`data\` of \`${(fields.type as { const?: string }).const}\`.`;
    const properties = { ...fields, data: refTo(`${name}Data`) };
    return [[name, { ...message, properties }], [`${name}Data`, { description, ...data }]];
  }));
}

/** Returns the answers of the HTTP API by path. */
function httpAnswers(named: Readonly<Record<string, z.ZodType>>): JsonSchema {
  const nameOf = (answer: z.ZodType) =>
    Object.keys(named).find((name) => named[name] === answer) ?? "";
  return objectOf("Answers of the HTTP API to GET, by path.", {
    properties: fromEndpoints(({ answer }) =>
      answer === TextAnswer ? { type: "string" } : refTo(nameOf(answer))
    ),
    required: READING.map(({ path }) => path),
  });
}

/** Returns the parameters of the HTTP API by path: those in braces, and those of the query. */
function httpQueries(): JsonSchema {
  return objectOf("Parameters of the HTTP API, by path.", {
    properties: fromEndpoints(({ path, summary, input }) =>
      Object.keys(input.shape).length === 0
        ? { tsType: "Record<string, never>" }
        : objectOf(`${summary}.`, {
          properties: Object.fromEntries(
            Object.entries<z.core.$ZodType>(input.shape)
              .map(([name, schema]) => [name, simple(jsonSchemaOf(schema)) as JsonSchema]),
          ),
          required: Object.keys(input.shape).filter((name) => path.includes(`{${name}}`)),
        })
    ),
    required: READING.map(({ path }) => path),
  });
}

function fromEndpoints(
  make: (endpoint: Endpoint) => JsonSchema,
): Schemas {
  return Object.fromEntries(READING.map((endpoint) => [endpoint.path, make(endpoint)]));
}

function objectOf(
  description: string,
  fields: { readonly properties: Schemas; readonly required: readonly string[] },
): JsonSchema {
  return { description, type: "object", additionalProperties: false, ...fields };
}

function unionOf(names: readonly string[]): JsonSchema {
  return { anyOf: names.map(refTo) };
}

function refTo(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` };
}

/** Returns the names of the members of a union. */
function namesIn(union: JsonSchema = {}): string[] {
  const members = (union.oneOf ?? union.anyOf) as readonly { readonly $ref: string }[];
  return members.map(({ $ref }) => $ref.slice("#/$defs/".length));
}

/** Gives each type without a description the doc comment of its schema. */
function documented(schemas: Schemas, comments: Readonly<Record<string, string>>): Schemas {
  const described = Object.entries(schemas).map(([name, schema]) => {
    const text = comments[name]?.replace(/^Schema of (?:the |an? )?/, "") ?? "";
    return [name, { description: text.slice(0, 1).toUpperCase() + text.slice(1), ...schema }];
  });
  return Object.fromEntries(described);
}

/** Leaves out keywords that make no type, and tells defaults in the descriptions. */
function simple(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(simple);
  if (typeof schema !== "object" || schema === null) return schema;
  const { title, examples: _, maxItems: __, default: preset, $ref, ...rest } = schema as JsonSchema;
  const entries = Object.entries(rest).map(([key, value]) => [key, simple(value)]);
  const made = Object.fromEntries(entries) as Record<string, unknown>;
  if (typeof title === "object") made.title = simple(title); // A property of this name.
  if (isSchema(preset)) made.default = simple(preset); // A property of this name.
  if (preset !== undefined && typeof preset !== "object") {
    const note = `Default: ${JSON.stringify(preset)}.`;
    made.description = [made.description, note].filter((text) => text !== undefined).join(" ");
  }
  if (typeof $ref !== "string") return made;
  const ref = refTo($ref.slice("#/components/schemas/".length));
  // A reference keeps the description beside it only as a member.
  return made.description === undefined ? ref : { ...made, allOf: [ref] };
}

/** Checks whether a value is the schema of a property, not a default. */
function isSchema(value: unknown): boolean {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Formats a module as `deno fmt` does. */
async function formatted(text: string): Promise<string> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext=ts", "-"],
    cwd: new URL("../../", import.meta.url),
    ...{ stdin: "piped", stdout: "piped", stderr: "inherit" },
  }).spawn();
  await ReadableStream.from([new TextEncoder().encode(text)]).pipeTo(process.stdin);
  const { success, stdout } = await process.output();
  if (!success) throw new Error("The generated types cannot be formatted");
  return new TextDecoder().decode(stdout);
}
