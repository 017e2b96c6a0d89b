import { z } from "zod";

/** A JSON Schema (2020-12) as far as the documents look into it. */
export interface JsonSchema {
  /** What else the schema says. */
  readonly [keyword: string]: unknown;
}

/** Makes named JSON Schemas of zod schemas; one that holds another of them refers to it by name. */
export function jsonSchemas(
  schemas: Readonly<Record<string, z.ZodType>>,
  { io }: { io: "input" | "output" },
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const { schemas: made } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      simplify(jsonSchema);
      // zod takes the examples of a schema with defaults for examples of its output; ours are what is sent.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
  return Object.fromEntries(
    Object.entries(made).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

/** The JSON Schema of one parameter. */
export function jsonSchemaOf(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  return made;
}

/** Leaves out what only repeats: the pattern behind a format, and the bounds of every JavaScript integer. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
