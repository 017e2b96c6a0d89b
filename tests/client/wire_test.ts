import { assertEquals } from "@std/assert";
import type { z } from "zod";
import type * as wire from "../../src/client/wire.ts";
import type { ClientMessageSchema } from "../../src/protocol/client_messages.ts";
import type { AnswerOf } from "../../src/protocol/rest/endpoint.ts";
import type { ENDPOINTS } from "../../src/protocol/rest/endpoints.ts";
import type { ServerEventSchema } from "../../src/protocol/server_events.ts";
import { wireTypes } from "./wire_types.ts";
import { wrapComments } from "./wrap_comments.ts";

Deno.test("wire.ts: is what `deno task wire` makes of the schemas", async () => {
  const module = new URL("../../src/client/wire.ts", import.meta.url);
  assertEquals(await Deno.readTextFile(module), await wireTypes(), "run: deno task wire");
});

Deno.test("wrapComments: writes one line where it fits, and cuts others at 100 characters", () => {
  assertEquals(wrapComments("  /**\n   * An a.\n   */\n  a: 1;"), "  /** An a. */\n  a: 1;");
  const words = "word ".repeat(40).trim();
  const lines = wrapComments(`/**\n * ${words}\n */\nb: 1;`).split("\n");
  assertEquals(lines.map((line) => line.length <= 100), lines.map(() => true));
  assertEquals(lines.slice(1, -2).join("").replaceAll(/ \* ?/g, " ").trim(), words);
});

/** Error of the type check unless `From` can be assigned to `To`. */
type Assignable<From extends To, To> = From;

/** Message of a schema. Its `data` is missing where every field of it has a default. */
type Message<Type extends wire.ClientMessage["type"]> = Extract<wire.ClientMessage, { type: Type }>;
type Written = z.input<typeof ClientMessageSchema>;
type Filled = { [Type in Written["type"]]: Required<Pick<Message<Type>, "data">> & Message<Type> };

type Endpoints = typeof ENDPOINTS;
/** Endpoints that read. */
type Reading = {
  [Id in keyof Endpoints]: Endpoints[Id] extends { readonly method: string } ? never : Id;
}[keyof Endpoints];
/**
 * Answers of the endpoints with JSON. zod infers `unknown` for the codes of the error catalogue.
 */
type Answer = { [Id in keyof Endpoints]: AnswerOf<Endpoints[Id]> }[
  Exclude<Reading, "listErrors" | "readOperationOutput" | "readStepOutput">
];
type HttpAnswer = wire.HttpAnswers[
  Exclude<
    keyof wire.HttpAnswers,
    | "/api/v1/errors"
    | "/api/v1/operations/{id}/output"
    | "/api/v1/runs/{id}/steps/{path}/output"
  >
];

/** Checked by the type check: the types of `wire.ts` are those of the schemas, both ways. */
export type Checked = [
  Assignable<Written, wire.ClientMessage>,
  Assignable<Filled[Written["type"]], Written>,
  Assignable<z.output<typeof ServerEventSchema>, wire.ServerEvent>,
  Assignable<wire.ServerEvent, z.output<typeof ServerEventSchema>>,
  Assignable<Answer, HttpAnswer>,
  Assignable<HttpAnswer, Answer>,
];
