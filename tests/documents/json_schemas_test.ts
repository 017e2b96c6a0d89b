import { assertEquals } from "@std/assert";
import { z } from "zod";
import { jsonSchemaOf, jsonSchemas } from "../../src/documents/json_schemas.ts";

Deno.test("jsonSchemaOf: says no more than the schema does", () => {
  assertEquals(jsonSchemaOf(z.int()), { type: "integer" });
  assertEquals(jsonSchemaOf(z.int().min(1).max(5)), { type: "integer", minimum: 1, maximum: 5 });
  assertEquals(jsonSchemaOf(z.uuid()), { type: "string", format: "uuid" });
  assertEquals(jsonSchemaOf(z.string().regex(/^a$/)), { type: "string", pattern: "^a$" });
});

Deno.test("jsonSchemas: a schema within another is referred to by its name", () => {
  const item = z.strictObject({ id: z.int() });
  const schemas = jsonSchemas({ item, list: z.array(item) }, { io: "output" });
  assertEquals(schemas, {
    item: {
      type: "object",
      properties: { id: { type: "integer" } },
      required: ["id"],
      additionalProperties: false,
    },
    list: { type: "array", items: { $ref: "#/components/schemas/item" } },
  });
});

Deno.test("jsonSchemas: what is read may miss a default, what is answered has it", () => {
  const schema = z.object({ limit: z.int().default(50) });
  assertEquals(jsonSchemas({ schema }, { io: "input" }).schema?.required, undefined);
  assertEquals(jsonSchemas({ schema }, { io: "output" }).schema?.required, ["limit"]);
});

Deno.test("jsonSchemas: examples are those of the definition, without one there are none", () => {
  const examples = [{ limit: 5 }];
  const given = z.object({ limit: z.int().default(50) }).meta({ examples });
  const schemas = jsonSchemas({ given, plain: z.object({}) }, { io: "input" });
  assertEquals(schemas.given?.examples, examples);
  assertEquals("examples" in (schemas.plain ?? {}), false);
});
