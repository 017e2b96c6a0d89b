import { assert, assertEquals, assertThrows } from "@std/assert";
import { Validator } from "@seriousme/openapi-schema-validator";
import { openApi } from "../../../src/protocol/docs/openapi.ts";
import { ENDPOINTS } from "../../../src/protocol/rest/endpoints.ts";
import { assertAnswer } from "../../harness/contract.ts";

const document = openApi();

Deno.test("openApi: is valid by the official schema of OpenAPI 3.1", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert(valid, JSON.stringify(errors, null, 2));
  const broken = { ...document, paths: { "no-slash": {} } };
  assertEquals((await new Validator().validate(broken)).valid, false);
});

Deno.test("openApi: every endpoint is in it once, with unique operation ids", () => {
  assertEquals(
    Object.entries(document.paths).map(([path, { get }]) => [get.operationId, path]),
    Object.entries(ENDPOINTS).map(([id, { path }]) => [id, path]),
  );
});

Deno.test("openApi: parameters are those of the validation, the path's required and the query's not", () => {
  const health = document.paths["/api/v1/servers/{name}/health"]?.get.parameters;
  assertEquals(
    (health as { name: string; in: string; required: boolean }[])
      .map(({ name, in: place, required }) => [name, place, required]),
    [["name", "path", true], ["since", "query", false], ["until", "query", false], [
      "limit",
      "query",
      false,
    ]],
  );
  const [, , , limit] = health as { schema: unknown }[];
  assertEquals(limit?.schema, { type: "integer", minimum: 1, maximum: 500, default: 50 });
});

Deno.test("openApi: every reference leads to a schema", () => {
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)]
    .map(([, name = ""]) => name);
  assert(names.length > 20);
  assertEquals(names.filter((name) => !(name in document.components.schemas)), []);
});

Deno.test("the contract check refuses answers that are not as the document says", () => {
  const at = { template: "/healthz", status: 200 };
  assertAnswer({ status: "ok" }, at);
  assertThrows(() => assertAnswer({ status: "fine" }, at), Error, "openapi.json");
  assertThrows(() => assertAnswer({ status: "ok", more: 1 }, at), Error, "openapi.json");
  const error = { code: 10000, message: "Internal server error" };
  const failure = { success: false, error, path: "/healthz" };
  assertAnswer(failure, { ...at, status: 500 });
  const unknown = { ...failure, error: { ...error, code: 1 } };
  assertThrows(() => assertAnswer(unknown, { ...at, status: 500 }), Error, "openapi.json");
  assertThrows(() => assertAnswer({}, { ...at, template: "/none" }), Error, "no path /none");
});
