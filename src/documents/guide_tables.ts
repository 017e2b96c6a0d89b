import type { z } from "zod";
import type { VariableRow, VariableTables } from "../config/variable_tables.ts";
import { errorCatalogue } from "../protocol/catalogue/catalogue.ts";
import type { CatalogueText } from "../protocol/catalogue/explanation.ts";
import type { Endpoint } from "../protocol/rest/endpoint.ts";
import { ENDPOINTS } from "../protocol/rest/endpoints.ts";
import { JobDefinition } from "../protocol/job_definition.ts";
import { JobApprovalStep, JobCommandStep, JobTransferStep } from "../protocol/job_steps.ts";
import { RequiredRole } from "../protocol/user.ts";
import { type AsyncApi, asyncApi } from "./asyncapi.ts";
import { jsonSchemas } from "./json_schemas.ts";
import { schemaForms, type SchemaRow } from "./schema_rows.ts";

/** Functions that make the tables of the guides in Markdown, by the names in their placeholders. */
export type GuideTables = Readonly<Record<string, () => string>>;

/** Headings of a table of variables. */
const VARIABLE_HEADS = {
  en: ["variable", "default", "values", "meaning"],
  ko: ["변수", "기본값", "값", "의미"],
} as const;

/** Headings of a table of fields, whose texts are those of the schemas. */
const FIELD_HEADS = {
  en: ["field (? = optional)", "type", "default", "meaning"],
  ko: ["항목(? = 선택)", "형식", "기본값", "의미"],
} as const;

/** Returns the tables of the guides, from the schemas, the catalogue and `variables`. */
export function guideTables(variables: VariableTables): GuideTables {
  return {
    "messages": () => messageTable("receiveMessage", "data"),
    "events": () => messageTable("sendEvent", "fields"),
    "errors": () => errorTable("en", ["code", "text", "HTTP", "meaning", "action"]),
    "errors in Korean": () => errorTable("ko", ["코드", "문구", "HTTP", "의미", "조치"]),
    "roles": roleTable,
    "servers": () => variableTable(variables.servers, { language: "en", hasValues: false }),
    "servers in Korean": () =>
      variableTable(variables.servers, { language: "ko", hasValues: false }),
    "settings": () => variableTable(variables.settings, { language: "en", hasValues: true }),
    "settings in Korean": () =>
      variableTable(variables.settings, { language: "ko", hasValues: true }),
    ...fieldTables({
      "job": JobDefinition,
      "command step": JobCommandStep,
      "transfer step": JobTransferStep,
      "approval step": JobApprovalStep,
    }),
    "limits": () => variableTable(variables.limits, { language: "en", hasValues: false }),
  };
}

/** Returns the tables of the fields of schemas, in both languages, by the names of the schemas. */
function fieldTables(schemas: Readonly<Record<string, z.ZodType>>): GuideTables {
  return Object.fromEntries(
    Object.entries(schemas).flatMap(([name, schema]) => [
      [name, () => fieldTable(schema, "en")],
      [`${name} in Korean`, () => fieldTable(schema, "ko")],
    ]),
  );
}

function fieldTable(schema: z.ZodType, language: keyof typeof FIELD_HEADS): string {
  const { schema: made = {} } = jsonSchemas({ schema }, { io: "input" });
  const [fields = []] = schemaForms(made);
  const rows = fields.map(({ field, isOptional, type, preset, description }) => [
    code(field) + (isOptional ? "?" : ""),
    type,
    preset === undefined || preset === "{}" ? "–" : code(preset),
    description,
  ]);
  return table(FIELD_HEADS[language], rows);
}

/** Returns the messages of one direction with their fields. */
function messageTable(operation: keyof AsyncApi["operations"], fields: string): string {
  const { operations, components } = asyncApi("");
  const keys = operations[operation]?.messages.map(({ $ref }) => $ref.split("/").at(-1) ?? "");
  const rows = keys?.map((key) => {
    const { name = key, summary = "" } = components.messages[key] ?? {};
    const forms = schemaForms(components.schemas[key] ?? {}).map(fieldList);
    // Each message has an article on the page of the AsyncAPI document.
    return [`[\`${name}\`](/asyncapi/docs#${key})`, forms.join("; or "), summary];
  });
  return table(["type", fields, "purpose"], rows ?? []);
}

/** Returns the messages and endpoints that each role can use, besides those of the roles before. */
function roleTable(): string {
  const { operations, components } = asyncApi("");
  const messages =
    operations.receiveMessage?.messages.map(({ $ref }) => $ref.split("/").at(-1) ?? "")
      .map((key) => ({ name: key, role: components.messages[key]?.["x-role"] })) ?? [];
  const endpoints = Object.values(ENDPOINTS).map(({ method, path, role }: Endpoint) => {
    return { name: method === undefined ? path : `${method} ${path}`, role };
  });
  const namesOf = (list: readonly { name: string; role: unknown }[], role: string) =>
    list.filter((entry) => entry.role === role).map(({ name }) => code(name)).join(", ") || "–";
  const rows = RequiredRole.options.map((role) => [
    code(role),
    namesOf(messages, role),
    namesOf(endpoints, role),
  ]);
  return table(["role", "messages", "endpoints"], rows);
}

/** Returns the fields of one form, without those that every message has and without inner ones. */
function fieldList(rows: readonly SchemaRow[]): string {
  const own = rows.flatMap(({ field, ...row }) => {
    const name = field.replace(/^data\./, "");
    const isCommon = ["type", "request_id"].includes(field);
    const isParent = name === "data" && rows.some((other) => other.field.startsWith("data."));
    const isEmpty = name === "data" && row.type === "anything";
    return isCommon || isParent || isEmpty || name.includes(".") ? [] : [{ name, ...row }];
  });
  const list = own.map(({ name, isOptional, preset }) =>
    `\`${name}\`${isOptional ? "?" : ""}${preset === undefined ? "" : ` (${code(preset)})`}`
  );
  return list.length === 0 ? "–" : list.join(", ");
}

function errorTable(language: keyof CatalogueText, head: readonly string[]): string {
  const rows = errorCatalogue().map(({ code, message, status, meaning, action }) => [
    String(code),
    message,
    String(status),
    withCode(meaning[language]),
    withCode(action[language]),
  ]);
  return table(head, rows);
}

function variableTable(
  variables: readonly VariableRow[],
  { language, hasValues }: { language: keyof CatalogueText; hasValues: boolean },
): string {
  const [name, initial, valid, sense] = VARIABLE_HEADS[language];
  const head = [name, initial, ...(hasValues ? [valid] : []), sense];
  const rows = variables.map(({ variable, default: preset, values, meaning }) => [
    code(variable),
    preset ? code(preset) : "–",
    ...(hasValues ? [values?.[language] ?? ""] : []),
    meaning[language],
  ]);
  return table(head, rows);
}

/** Marks names of variables, fields and addresses in a text of the catalogue as code. */
function withCode(text: string): string {
  const name = /<NAME>_\w+(=\w+)?|TRANSFER_<NAME>|\/[\w/]+|\b[A-Za-z]+_\w+\b(: \w+)?/g;
  return text.replaceAll(name, code);
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Returns a table in Markdown. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
