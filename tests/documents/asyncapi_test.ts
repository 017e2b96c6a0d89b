import { Parser } from "@asyncapi/parser";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { ERRORS } from "../../src/errors.ts";
import { ClientMessageSchema } from "../../src/protocol/client_messages.ts";
import { asyncApi } from "../../src/documents/asyncapi.ts";
import { operationRoutes } from "../../src/operations/routes.ts";
import { assertEvent, assertRequest } from "../harness/contract.ts";

const document = asyncApi("/ws/v1/stub");

/** Returns the types of the messages of one direction. */
function typesOf(operation: string): string[] {
  return document.operations[operation]?.messages
    .map(({ $ref }) => $ref.slice($ref.lastIndexOf("/") + 1)) ?? [];
}

/** Returns the problems that the parser of AsyncAPI finds in `document`. */
async function problemsIn(document: unknown): Promise<string[]> {
  const { diagnostics } = await new Parser().parse(JSON.stringify(document));
  return diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

Deno.test("asyncApi: passes the parser of AsyncAPI 3.1 without a diagnostic", async () => {
  assertEquals(await problemsIn(document), []);
  assert((await problemsIn({ ...document, channels: 1 })).length > 0);
});

Deno.test("asyncApi: each message states the role of its route, and no event has one", () => {
  const { messages } = document.components;
  for (const [type, { role }] of Object.entries(operationRoutes)) {
    assertEquals(messages[type]?.["x-role"], role, type);
  }
  for (const key of typesOf("sendEvent")) assertEquals(messages[key]?.["x-role"], undefined, key);
  const { securitySchemes } = document.components;
  for (const { security } of Object.values(document.operations)) {
    assertEquals(
      security.map(({ $ref }) => $ref),
      Object.keys(securitySchemes).map((name) => `#/components/securitySchemes/${name}`),
    );
  }
});

Deno.test("asyncApi: every reference leads somewhere", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)];
  assert(references.length > 20);
  for (const [, path = ""] of references) {
    let node: unknown = document;
    for (const key of path.split("/")) node = (node as Record<string, unknown> | undefined)?.[key];
    assert(node !== undefined, path);
  }
});

Deno.test("asyncApi: has every message and event, each with a valid example", () => {
  assertEquals(typesOf("receiveMessage").sort(), Object.keys(operationRoutes).sort());
  const { messages } = document.components;
  for (const type of typesOf("receiveMessage")) {
    for (const { payload } of messages[type]?.examples ?? []) {
      assertRequest(payload as { type: string });
      assertEquals(ClientMessageSchema.parse(payload).type as string, type);
    }
  }
  for (const key of typesOf("sendEvent")) {
    for (const { payload } of messages[key]?.examples ?? []) {
      assertEvent(payload as { type: string });
      assertEquals((payload as { type: string }).type, messages[key]?.name);
    }
  }
  assertEquals([messages.hello?.name, messages.hello_event?.name], ["hello", "hello"]);
  for (const [type, { summary, examples }] of Object.entries(messages)) {
    assert(summary !== undefined && examples.length > 0, `${type} lacks description or examples`);
  }
});

Deno.test("asyncApi: request_id correlates what carries one, and no broadcast", () => {
  const correlated = (type: string) => document.components.messages[type]?.correlationId;
  assertEquals(correlated("output"), { location: "$message.payload#/request_id" });
  assertEquals(correlated("ssh_command"), correlated("output"));
  assertEquals(correlated("welcome"), undefined);
});

Deno.test("asyncApi: error_code is one of the catalogue", () => {
  const codes = JSON.stringify(document.components.schemas.error_code);
  for (const { code, message } of Object.values(ERRORS)) {
    assertStringIncludes(codes, `"const":${code},"title":"${message}"`);
  }
});

Deno.test("the contract check refuses events that are not as the document says", () => {
  const output = { type: "output", data: "x", seq: 1 };
  assertEvent(output);
  const wrong = [
    { ...output, seq: 0 },
    { ...output, seq: "1" },
    { ...output, more: true },
    { type: "output", data: "x" },
    { type: "error", message: "x", error_code: 99_999 },
    { type: "lock_status", locked: true, lock_owner: "nobody", owner: null, message: "x" },
    { type: "nothing" },
    { type: "cancel" },
  ];
  for (const event of wrong) {
    assertThrows(() => assertEvent(event), Error, "asyncapi.json", JSON.stringify(event));
  }
  assertThrows(() => assertRequest({ type: "ssh_command" }), Error, "asyncapi.json");
});
