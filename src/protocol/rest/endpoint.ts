import { z } from "zod";
import type { ErrorKind } from "../../errors.ts";
import type { RequiredRole } from "../user.ts";

/** Method of an endpoint. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** Endpoint of the HTTP API: its path, its parameters and its answer. */
export interface Endpoint {
  /** Method. Default: GET, with HEAD. */
  readonly method?: Method;
  /** Path, with parameters in braces: `/api/v1/operations/{id}`. */
  readonly path: `/${string}`;
  /** Role that a client needs. */
  readonly role: RequiredRole;
  /** Title for the list of endpoints, in one line. */
  readonly summary: string;
  /** Text below the title. */
  readonly description?: string;
  /** Parameters of the path and of the query. */
  readonly input: z.ZodObject;
  /** Headers that the endpoint reads, by their names in lower case. Default: none. */
  readonly headers?: z.ZodObject;
  /** JSON of the request's body. A request without a body sends `{}`. Default: no body is read. */
  readonly body?: z.ZodType;
  /** Status of a successful answer. Default: 200. */
  readonly status?: 201;
  /** JSON of a successful answer, or {@linkcode TextAnswer}. */
  readonly answer: z.ZodType;
  /** Whether the header `range` selects bytes of the answer, by 206 and 416. Default: false. */
  readonly hasRanges?: true;
  /** Errors of this endpoint, besides those of all endpoints. */
  readonly errors: readonly ErrorKind[];
}

/** Answer that is no JSON but a text, with headers of its own. */
export interface TextAnswer {
  /** Text, in UTF-8 unless `headers` has another `content-type`. */
  readonly text: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  /** Status. Default: 200. */
  readonly status?: 200 | 206 | undefined;
  /** Headers besides those of every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Schema of an answer that is a text; the description tells its headers. */
export const TextAnswer = z.custom<TextAnswer>();

/** Defines an {@linkcode Endpoint} and keeps the types of its schemas. */
export function endpoint<E extends Endpoint>(definition: E): E {
  return definition;
}

/** Validated parameters and headers of an endpoint, and its body as the field `body`. */
export type InputOf<E extends Endpoint> =
  & z.output<E["input"]>
  & (E extends { readonly headers: infer Headers extends z.ZodObject } ? z.output<Headers>
    : unknown)
  & (E extends { readonly body: infer Body extends z.ZodType } ? { readonly body: z.output<Body> }
    : unknown);

/** Answer of the handler of an endpoint. */
export type AnswerOf<E extends Endpoint> = z.input<E["answer"]>;
