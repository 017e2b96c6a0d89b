import { AppError, Cancelled, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RequiredRole } from "../protocol/user.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import { type Frame, readFrame, requestIdOf } from "./read_frame.ts";
import type { Route, Routes } from "./route.ts";

/** Client as the router knows it: the receiver of events. */
export interface EventSink {
  /** Id of the client, a UUID. */
  readonly id: string;
  /** Aborts when the client is gone or the service shuts down, with the reason for the ending. */
  readonly signal: AbortSignal;
  /** Sends an event in order. Keeps the event while the client is away or during a replay. */
  send(event: ServerEvent): void;
  /**
   * Resolves when the client has read enough for more to be sent. Rejects with the reason of
   * `signal`.
   */
  drained(): Promise<void>;
}

/** Routes of a client's messages, and what their handlers need. */
export interface Endpoint<Context> {
  /** Handlers by the types of messages. */
  readonly routes: Routes<Context>;
  /** Context of the handlers. */
  readonly context: Context;
  /** Checks that the client has a role. @throws {AppError} 11001 when it has not */
  readonly permit: (role: RequiredRole) => void;
  /** Maximum size of a frame, in bytes of UTF-8. */
  readonly maxFrameBytes: number;
  /**
   * Counts a message of the client by its type, or a bad frame by `undefined`.
   *
   * @throws {AppError} 14001 when it is one too many: then it is not handled
   */
  readonly count: (type: string | undefined) => void;
  /** Log of failures. */
  readonly log: Log;
}

/**
 * Serves one frame: reads it, runs its handler and sends the events that the handler yields. Never
 * rejects: a failure is logged once and answered once, here.
 *
 * @returns the failure that was answered, if any
 */
export async function dispatch<Context>(
  data: unknown,
  { client, endpoint }: { client: EventSink; endpoint: Endpoint<Context> },
): Promise<AppError | undefined> {
  using untilEnding = new DisposableStack();
  let frame: Frame | undefined;
  try {
    frame = readCounted(data, endpoint);
    endpoint.count(frame.type);
    const route = routeOf(endpoint.routes, frame.type);
    endpoint.permit(route.role);
    const { context } = endpoint;
    const { signal } = client;
    const requestId = requestIdOf(frame);
    const events = route.open(frame, { context, signal, requestId, untilEnding });
    for await (const event of events ?? []) {
      client.send(withRequestId(event, frame));
      if (isEnding(event)) untilEnding.dispose();
      else await client.drained();
    }
    return undefined;
  } catch (cause) {
    client.send(withRequestId(failure(cause), frame));
    if (cause instanceof Cancelled) return undefined;
    const error = toAppError(cause);
    const facts = { connection: client.id, type: frame?.type, error };
    endpoint.log[error.logLevel]("message failed", facts);
    return error;
  }
}

/**
 * Reads a frame. A bad one is counted.
 *
 * @throws {AppError} 31003, 31002, 14001
 */
function readCounted(
  data: unknown,
  { maxFrameBytes, count }: Pick<Endpoint<unknown>, "maxFrameBytes" | "count">,
): Frame {
  try {
    return readFrame(data, maxFrameBytes);
  } catch (cause) {
    // A frame that is too large closes the connection, whatever the count.
    if (toAppError(cause).kind !== "MESSAGE_TOO_LARGE") count(undefined);
    throw cause;
  }
}

/**
 * Returns the route of a type. Only the table's own keys count: `constructor` and `__proto__` are
 * unknown types like any other.
 *
 * @throws {AppError} 32000
 */
function routeOf<Context>(routes: Routes<Context>, type: string): Route<string, Context> {
  const route = Object.hasOwn(routes, type) ? routes[type] : undefined;
  if (route !== undefined) return route;
  throw new AppError(
    "HANDLER_NOT_FOUND",
    `No message has the type ${JSON.stringify(type.slice(0, 100))}`,
  );
}

/** Returns the ending that tells the client of a failure. */
function failure(cause: unknown): ServerEvent {
  if (cause instanceof Cancelled) return { type: "cancelled", message: cause.message };
  const { message, detail, code, facts } = toAppError(cause);
  return { type: "error", message, detail, error_code: code, ...facts };
}

function withRequestId(event: ServerEvent, frame: Frame | undefined): ServerEvent {
  const id = requestIdOf(frame);
  return id === undefined ? event : { ...event, request_id: id } as ServerEvent;
}

/** Checks whether `event` is an ending. Each operation has exactly one, its last event. */
export function isEnding(event: ServerEvent): boolean {
  return event.type === "complete" || event.type === "error" || event.type === "cancelled";
}
