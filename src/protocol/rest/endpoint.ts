import { z } from "zod";
import type { ErrorKind } from "../../errors.ts";
import type { RequiredRole } from "../user.ts";

/** Endpoint of the HTTP API: its path, its parameters and its answer. */
export interface Endpoint<
  Input extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  /** Path, with parameters in braces: `/api/v1/operations/{id}`. */
  readonly path: `/${string}`;
  /** Role that a client needs. */
  readonly role: RequiredRole;
  /** Title for the list of endpoints, in one line. */
  readonly summary: string;
  /** Text below the title. */
  readonly description?: string;
  /** Parameters of the path and of the query. */
  readonly input: Input;
  /** JSON of a successful answer, or {@linkcode TextAnswer}. */
  readonly answer: Answer;
  /** Errors of this endpoint, besides those of all endpoints. */
  readonly errors: readonly ErrorKind[];
}

/** Answer that is no JSON but a text, with headers of its own. */
export interface TextAnswer {
  /** Text in UTF-8. */
  readonly text: Uint8Array<ArrayBuffer>;
  /** Headers besides those of every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Schema of an answer that is a text; the description tells its headers. */
export const TextAnswer = z.custom<TextAnswer>();

/** Defines an {@linkcode Endpoint} and keeps the types of its schemas. */
export function endpoint<Input extends z.ZodObject, Answer extends z.ZodType>(
  definition: Endpoint<Input, Answer>,
): Endpoint<Input, Answer> {
  return definition;
}

/** Validated parameters of an endpoint. */
export type InputOf<E extends Endpoint> = z.output<E["input"]>;

/** Answer of the handler of an endpoint. */
export type AnswerOf<E extends Endpoint> = z.input<E["answer"]>;
