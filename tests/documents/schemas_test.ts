import { assert, assertEquals } from "@std/assert";
import { asyncApi } from "../../src/documents/asyncapi.ts";
import { openApi } from "../../src/documents/openapi.ts";
import { ENDPOINTS } from "../../src/protocol/rest/endpoints.ts";

/** A part of a JSON Schema. */
type Node = Readonly<Record<string, unknown>>;

/** Yields every schema in `schema`, with its path. */
function* nodesOf(schema: unknown, path: string): Generator<[path: string, node: Node]> {
  if (typeof schema !== "object" || schema === null) return;
  if (!Array.isArray(schema)) yield [path, schema as Node];
  for (const [key, inner] of Object.entries(schema)) {
    if (key !== "examples") yield* nodesOf(inner, `${path}/${key}`);
  }
}

const DOCUMENTS = { openApi: openApi(), asyncApi: asyncApi("/ws/v1/stub") };

for (const [name, { components }] of Object.entries(DOCUMENTS)) {
  Deno.test(`${name}: an object has fields, a list has a kind of items, a word has letters`, () => {
    const nodes = [...nodesOf(components.schemas, "")];
    assert(nodes.length > 100);
    for (const [path, node] of nodes) {
      if (node.type === "object") {
        const fields = node.properties ?? node.additionalProperties;
        assert(Object.keys(fields as object ?? {}).length > 0, path);
      }
      if (node.type === "array") assert(Object.keys(node.items as object ?? {}).length > 0, path);
      const words = [node.const, ...(Array.isArray(node.enum) ? node.enum : [])];
      assert(!words.includes(""), path);
      for (const key of ["anyOf", "oneOf", "enum"]) {
        if (Array.isArray(node[key])) assert(node[key].length > 1, path);
      }
    }
  });
}

Deno.test("openApi: an answer has no fields but those that are described", () => {
  for (const [path, node] of nodesOf(DOCUMENTS.openApi.components, "")) {
    const { type, additionalProperties, propertyNames } = node;
    // A record has any names, and describes its values.
    const expected = propertyNames === undefined ? false : additionalProperties ?? {};
    if (type === "object") assertEquals(additionalProperties, expected, path);
  }
});

Deno.test("ENDPOINTS: a path that names something takes a name of 1 to 255 characters", () => {
  const named = Object.values(ENDPOINTS).filter(({ path }) => path.includes("{name}"));
  assert(named.length > 0);
  for (const { path, input } of named) {
    const taken = ["", "a", "a".repeat(255), "a".repeat(256)]
      .map((name) => input.safeParse({ name }).success);
    assertEquals(taken, [false, true, true, false], path);
  }
});

Deno.test("ENDPOINTS: below /api/ unknown parameters are refused", () => {
  for (const { path, input } of Object.values(ENDPOINTS)) {
    if (!path.startsWith("/api/")) continue;
    const issues = input.safeParse({ no_such_parameter: "1" }).error?.issues ?? [];
    assert(issues.some(({ code }) => code === "unrecognized_keys"), path);
  }
});

Deno.test("openApi: a count is not negative", () => {
  for (const [path, node] of nodesOf(DOCUMENTS.openApi.components, "")) {
    if (node.type !== "integer" || "const" in node || /exit_code$|\/status$/.test(path)) continue;
    assert(node.minimum === 0 || node.minimum === 1, path);
  }
});
