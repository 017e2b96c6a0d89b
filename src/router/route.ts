import type { z } from "zod";
import { type MessageSchema, roleOf } from "../protocol/message.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { RequiredRole } from "../protocol/user.ts";
import { validate } from "./validate.ts";

/** Circumstances of a message. */
export interface CallScope<Context> {
  /** Client that sent it, and the service, as the feature knows them. */
  readonly context: Context;
  /** Aborts when the client is gone or the service shuts down, with the reason for the ending. */
  readonly signal: AbortSignal;
  /** `request_id` of the message, if any. */
  readonly requestId: string | undefined;
  /**
   * Stack that is disposed in the same turn in which the ending was handed to the socket. It holds
   * what must be free by the time that a client reads the ending: the lease, the operation.
   */
  readonly untilEnding: DisposableStack;
}

/** Message on its way through its handler. */
export interface Call<Input, Context> extends CallScope<Context> {
  /** Validated `data` of the message. */
  readonly input: Input;
}

/**
 * Answers a message with a stream of events, or with nothing. A handler runs without a pause from
 * the message's arrival to its own first `await`: decisions before that are made in the order of
 * arrival. An error that it throws becomes its ending.
 */
export type Handler<Input, Context> = (
  call: Call<Input, Context>,
) => AsyncIterable<ServerEvent> | void;

/** Schema of a message, and the function that validates and handles the message. */
export interface Route<Type extends string, Context> {
  /** Schema of the message. */
  readonly schema: MessageSchema<Type>;
  /** Role that a client needs to send the message. */
  readonly role: RequiredRole;
  /** Validates `frame` and starts the handler. @throws {AppError} 12000, 12002 */
  readonly open: (frame: object, scope: CallScope<Context>) => AsyncIterable<ServerEvent> | void;
}

/** Table of routes, by the types of their messages. */
export type Routes<Context> = Readonly<Record<string, Route<string, Context>>>;

/** Joins the schema of a message and its handler into a row of a {@linkcode Routes} table. */
export function on<Type extends string, Schema extends MessageSchema<Type>, Context>(
  schema: Schema & MessageSchema<Type>,
  handler: Handler<z.output<Schema>["data"], Context>,
): Route<Type, Context> {
  return {
    schema,
    role: roleOf(schema),
    open: (frame, scope) => handler({ ...scope, input: validate(schema, frame).data }),
  };
}
