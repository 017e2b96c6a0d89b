import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { type ErrorRow, ERRORS } from "../../src/errors.ts";
import { openApi } from "../../src/documents/openapi.ts";
import type { Endpoint, Method } from "../../src/protocol/rest/endpoint.ts";
import { ENDPOINTS } from "../../src/protocol/rest/endpoints.ts";
import { assertAnswer } from "../harness/contract.ts";

const document = openApi();

/** Returns the problems that the recommended rules of Redocly find in `document`. */
async function problemsIn(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

Deno.test("openApi: passes the recommended rules for OpenAPI 3.1", async () => {
  assertEquals(await problemsIn(document), []);
  assert((await problemsIn({ ...document, paths: { "no-slash": {} } })).length > 0);
});

Deno.test("openApi: each endpoint asks for a token or login, but the probes and the login", () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({
      path,
      ...operation as { operationId: string; security: unknown[]; "x-role": string },
    }))
  );
  const endpoints: Readonly<Record<string, Endpoint>> = ENDPOINTS;
  const open = operations.filter(({ security }) => security.length === 0);
  assertEquals(open.map(({ path }) => path), ["/healthz", "/readyz", "/login", "/logout"]);
  assertEquals(open.map((operation) => operation["x-role"]), Array(4).fill("anyone"));
  for (const operation of operations.filter(({ security }) => security.length > 0)) {
    assertEquals(operation.security, [{ token: [] }, { login: [] }]);
    assertEquals(
      operation["x-role"],
      endpoints[operation.operationId]?.role,
    );
  }
});

Deno.test("openApi: every endpoint is in it once, with unique operation ids", () => {
  assertEquals(
    Object.entries(document.paths).filter(([path]) => !/^\/log(in|out)$/.test(path))
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]) => [operation?.operationId, method, path])
      ),
    Object.entries<Endpoint>(ENDPOINTS)
      .map(([id, { method = "GET", path }]) => [id, method.toLowerCase(), path]),
  );
});

Deno.test("openApi: parameters are those of the validation, required in the path only", () => {
  const health = document.paths["/api/v1/servers/{name}/health"]?.get?.parameters;
  assertEquals(
    (health as { name: string; in: string; required: boolean }[])
      .map(({ name, in: place, required }) => [name, place, required]),
    [
      ["name", "path", true],
      ...["since", "until", "limit", "points"].map((name) => [
        name,
        "query",
        false,
      ]),
    ],
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

Deno.test("openApi: each answer has the schema of its endpoint, and failures that of all", () => {
  for (const [id, endpoint] of Object.entries(ENDPOINTS)) {
    const { path, role, errors, input, summary, description, method = "GET", body, hasRanges }:
      Endpoint = endpoint;
    const good = String((endpoint as Endpoint).status ?? 200);
    const operation = document.paths[path]?.[method.toLowerCase() as Lowercase<Method>];
    assertEquals([operation?.summary, operation?.description], [summary, description], path);
    assertEquals(operation?.requestBody !== undefined, body !== undefined, path);
    const responses = (operation?.responses ?? {}) as Record<string, unknown>;
    const refusals = [
      ERRORS.ACCESS_DENIED,
      ...(Object.keys(input.shape).length > 0 ? [ERRORS.VALIDATION_FAILED] : []),
      ...(body === undefined ? [] : [ERRORS.MESSAGE_TOO_LARGE, ERRORS.MISSING_FIELD]),
      ...(role === "anyone" ? [] : [ERRORS.AUTHENTICATION_REQUIRED, ERRORS.INVALID_TOKEN]),
    ];
    const failures = [...refusals, ...errors.map((kind): ErrorRow => ERRORS[kind])];
    assertEquals(
      Object.keys(responses).sort(),
      [
        ...new Set([
          ...[good, "default", ...(hasRanges ? ["206", "416"] : [])],
          ...failures.map(({ status }) => String(status)),
        ]),
      ].sort(),
      path,
    );
    const named = `${id.charAt(0).toUpperCase()}${id.slice(1)}Answer`;
    for (const [status, response] of Object.entries(responses)) {
      const schema = status === good || status === "206" ? named : "ErrorAnswer";
      assertStringIncludes(JSON.stringify(response), `"#/components/schemas/${schema}"`);
    }
    for (const { status, code, message } of failures) {
      assertStringIncludes(JSON.stringify(responses[status]), `${code} ${message}`);
    }
  }
});

Deno.test("openApi: each parameter has the description of its schema beside it", () => {
  const parameters = Object.values(document.paths).flatMap((item) => Object.values(item)).flatMap((
    operation,
  ) =>
    (operation.parameters ?? []) as { description?: string; schema: { description?: string } }[]
  );
  assert(parameters.length > 5);
  assert(parameters.some(({ description }) => description !== undefined));
  assertEquals(parameters.filter(({ schema }) => schema.description !== undefined), []);
  assertEquals(parameters.filter((each) => each.description === ""), []);
});
