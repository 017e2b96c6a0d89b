import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { asyncApi } from "../../src/documents/asyncapi.ts";
import { openApi, type PathItem } from "../../src/documents/openapi.ts";

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(asyncApi("/ws/v1/stub"), "asyncapi.json");
ajv.addSchema(openApi(), "openapi.json");
const { operations, components } = asyncApi("/ws/v1/stub");
const paths = openApi().paths;

/** Throws when `event` does not match its schema in `/asyncapi.json`. */
export function assertEvent(event: { readonly type: string }): void {
  assertMessage("sendEvent", event);
}

/** Throws when `message` does not match its schema in `/asyncapi.json`. */
export function assertRequest(message: { readonly type: string }): void {
  assertMessage("receiveMessage", message);
}

function assertMessage(operation: string, message: { readonly type: string }): void {
  const keys = operations[operation]?.messages.map(({ $ref }) => $ref.split("/").at(-1) ?? "");
  const key = keys?.find((known) => components.messages[known]?.name === message.type);
  if (key === undefined) {
    throw new Error(`asyncapi.json: ${operation} has no message ${message.type}`);
  }
  assertValid(message, `asyncapi.json#/components/schemas/${key}`);
}

type Method = keyof PathItem;

/** Throws when `body` does not match the answers of the path `template` in `/openapi.json`. */
export function assertAnswer(
  body: unknown,
  { template, status, method = "get" }: { template: string; status: number; method?: Method },
): void {
  const path = template.replaceAll("/", "~1").replaceAll("{", "%7B").replaceAll("}", "%7D");
  const responses = paths[template]?.[method]?.responses as Record<string, unknown> | undefined;
  if (responses === undefined) throw new Error(`openapi.json: no path ${template}`);
  const key = String(status) in responses ? status : "default";
  assertValid(
    body,
    `openapi.json#/paths/${path}/${method}/responses/${key}/content/application~1json/schema`,
  );
}

/** Returns the errors of `value` by a JSON Schema, or `null` when the value is valid. */
export function schemaErrors(value: unknown, schema: string): unknown {
  const validate: ValidateFunction | undefined = ajv.getSchema(schema);
  if (validate === undefined) throw new Error(`there is no schema ${schema}`);
  return validate(value) ? null : validate.errors;
}

function assertValid(value: unknown, schema: string): void {
  const errors = schemaErrors(value, schema);
  if (errors === null) return;
  throw new Error(`${schema}: ${JSON.stringify(errors)} in ${JSON.stringify(value).slice(0, 500)}`);
}
