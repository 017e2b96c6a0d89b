import type { z } from "zod";
import type { ClientMessage } from "../protocol/client_messages.ts";
import type { MessageSchema } from "../protocol/message.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import { validate } from "./validate.ts";

/** What a handler gets besides its input. */
export interface CallScope<Context> {
  /** The connection as the feature knows it. */
  readonly context: Context;
  /** Aborts when the connection ends or the service shuts down; its reason says which. */
  readonly signal: AbortSignal;
  /**
   * Disposed in the same turn in which the operation's ending was handed to the socket: what must be free by the time
   * that a client reads the ending (the lock, the place as the running operation) is put here.
   */
  readonly held: DisposableStack;
}

/** One message on its way through its handler. */
export interface Call<Input, Context> extends CallScope<Context> {
  /** The validated `data` of the message. */
  readonly input: Input;
}

/**
 * Answers one message with a stream of events. It runs without a pause from the message's arrival to its own first
 * `await`, so what it decides before that is decided in arrival order. What it throws becomes its ending.
 */
export type Handler<Input, Context> = (call: Call<Input, Context>) => AsyncIterable<ServerEvent>;

/** A message type with its handler. */
export interface Route<Type extends string, Context> {
  /** Validates the message. */
  readonly schema: MessageSchema<Type>;
  /** Validates `frame` and starts the handler. @throws {AppError} 12000, 12002 */
  readonly open: (frame: object, scope: CallScope<Context>) => AsyncIterable<ServerEvent>;
}

/** A feature's table of contents: every message of the protocol and who handles it. */
export type Routes<Context> = {
  readonly [Type in ClientMessage["type"]]: Route<Type, Context>;
};

/** Joins a message schema and its handler into a line of a {@linkcode Routes} table. */
export function on<Type extends string, Schema extends MessageSchema<Type>, Context>(
  schema: Schema & MessageSchema<Type>,
  handler: Handler<z.output<Schema>["data"], Context>,
): Route<Type, Context> {
  return {
    schema,
    open: (frame, scope) => handler({ ...scope, input: validate(schema, frame).data }),
  };
}
