import type { z } from "zod";
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
  /** JSON of a successful answer. */
  readonly answer: Answer;
  /** Errors of this endpoint, besides those of all endpoints. */
  readonly errors: readonly ErrorKind[];
}

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
