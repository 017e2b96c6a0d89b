import type { z } from "zod";
import type { ErrorKind } from "../../errors.ts";

/** One thing that can be read over HTTP: where, with which parameters, and what is answered. */
export interface Endpoint<
  Input extends z.ZodObject = z.ZodObject,
  Answer extends z.ZodType = z.ZodType,
> {
  /** The path, with its parameters in braces: `/api/v1/operations/{id}`. */
  readonly path: `/${string}`;
  /** One line for the list of endpoints. */
  readonly summary: string;
  /** What a caller has to know besides. */
  readonly description?: string;
  /** Its parameters: those that `path` names, and those of the query. */
  readonly input: Input;
  /** The JSON of a good answer. */
  readonly answer: Answer;
  /** Errors of its own, besides those that every endpoint has. */
  readonly errors: readonly ErrorKind[];
}

/** Defines an {@linkcode Endpoint}, keeping the types of its schemas. */
export function endpoint<Input extends z.ZodObject, Answer extends z.ZodType>(
  definition: Endpoint<Input, Answer>,
): Endpoint<Input, Answer> {
  return definition;
}

/** The validated parameters of an endpoint. */
export type InputOf<E extends Endpoint> = z.output<E["input"]>;

/** What the handler of an endpoint answers. */
export type AnswerOf<E extends Endpoint> = z.input<E["answer"]>;
