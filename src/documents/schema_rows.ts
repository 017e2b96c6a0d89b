import type { JsonSchema } from "./json_schemas.ts";

/** Field of a message, in words for people. */
export interface SchemaRow {
  /** Path of the field: `data.command`. */
  readonly field: string;
  /** Whether the field may be left out. */
  readonly isOptional: boolean;
  /** Type and limits. */
  readonly type: string;
  /** Purpose of the field; may be empty. */
  readonly description: string;
  /** Default in JSON; undefined when there is none. */
  readonly preset: string | undefined;
}

/** Keywords that the JSON Schemas of the documents use. */
interface Node {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly description?: string;
  readonly default?: unknown;
  readonly $ref?: string;
}

/** Returns the forms of a message, each as the list of its fields. Most messages have one form. */
export function schemaForms(schema: JsonSchema): SchemaRow[][] {
  const node: Node = schema;
  const members = node.anyOf ?? node.oneOf;
  return members === undefined ? [rowsOf(node, "")] : members.map((member) => rowsOf(member, ""));
}

function rowsOf({ properties = {}, required = [] }: Node, parent: string): SchemaRow[] {
  return Object.entries(properties).flatMap(([name, node]) => {
    const field = `${parent}${name}`;
    const row = {
      field,
      isOptional: !required.includes(name) || node.default !== undefined,
      type: typeOf(node),
      description: node.description ?? "",
      preset: node.default === undefined ? undefined : JSON.stringify(node.default),
    };
    return [row, ...rowsOf(node, `${field}.`), ...entryRows(node, field)];
  });
}

/** Returns the fields of a record's values: `server_health.*.port`. */
function entryRows({ additionalProperties }: Node, field: string): SchemaRow[] {
  return typeof additionalProperties === "object"
    ? rowsOf(additionalProperties, `${field}.*.`)
    : [];
}

function typeOf(node: Node): string {
  if (node.$ref !== undefined) return node.$ref.slice(node.$ref.lastIndexOf("/") + 1);
  const members = node.anyOf ?? node.oneOf;
  if (members !== undefined) return members.map(typeOf).join(" or ");
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (node.items !== undefined) return `list of ${typeOf(node.items)}`;
  const type = typeof node.type === "string" ? node.type : node.type?.join(" or ");
  const limits = [
    node.format,
    node.exclusiveMinimum === undefined ? undefined : `over ${node.exclusiveMinimum}`,
    range(node.minimum, node.maximum, ""),
    range(node.minLength, node.maxLength, " characters"),
  ].filter((limit) => limit !== undefined);
  return [type ?? "anything", ...limits].join(", ");
}

function range(min: number | undefined, max: number | undefined, unit: string): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  if (max === undefined) return `at least ${min}${unit}`;
  return min === undefined ? `at most ${max}${unit}` : `${min} to ${max}${unit}`;
}
