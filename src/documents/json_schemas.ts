import { z } from "zod";

/** JSON Schema (2020-12). */
export interface JsonSchema {
  /** Keywords of the schema. */
  readonly [keyword: string]: unknown;
}

/** Returns JSON Schemas of zod schemas by name. A schema refers to others of them by name. */
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
      // zod treats the examples of a schema with defaults as output; these are input.
      const { examples } = z.globalRegistry.get(zodSchema) ?? {};
      if (!Array.isArray(examples)) return;
      jsonSchema.examples = io === "input"
        ? examples
        : examples.map((example) => z.safeParse(zodSchema, example).data ?? example);
    },
  });
  return Object.fromEntries(
    Object.entries(made).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

/** Returns the JSON Schema of a parameter. */
export function jsonSchemaOf(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  return made;
}

/** Removes repetitions: the pattern of a format, and the bounds of every JavaScript integer. */
function simplify(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
