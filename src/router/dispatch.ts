import { AppError, Cancelled, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { isEnding, type ServerEvent } from "../protocol/server_events.ts";
import { type Frame, readFrame, requestIdOf } from "./read_frame.ts";
import type { Route, Routes } from "./route.ts";

/** The connection, as far as the router knows it. */
export interface Peer {
  /** Id of the connection, a UUID. */
  readonly id: string;
  /** Where the client is: `address:port`. */
  readonly address: string;
  /** Where failures are logged. */
  readonly log: Log;
  /** Aborts when the connection ends or the service shuts down; its reason becomes the ending of what runs. */
  readonly signal: AbortSignal;
  /** Hands an event to the socket, at once and in order. */
  send(event: ServerEvent): void;
  /** Resolves when the client has read enough for more to be sent. Rejects with the reason of `signal`. */
  drained(): Promise<void>;
}

/** What serves the messages of a connection. */
export interface Endpoint<Context> {
  /** Who handles what. */
  readonly routes: Routes<Context>;
  /** What the handlers know of the connection. */
  readonly context: Context;
  /** Largest frame in bytes of UTF-8. */
  readonly maxFrameBytes: number;
}

/**
 * Serves one frame: reads it, runs its handler and sends what the handler yields. Never rejects: a failure is logged
 * once and answered once, here.
 *
 * @returns the failure that was answered, if any
 */
export async function dispatch<Context>(
  data: unknown,
  { peer, endpoint }: { peer: Peer; endpoint: Endpoint<Context> },
): Promise<AppError | undefined> {
  using held = new DisposableStack();
  let frame: Frame | undefined;
  try {
    frame = readFrame(data, endpoint.maxFrameBytes);
    const route = routeOf(endpoint.routes, frame.type);
    const { context } = endpoint;
    for await (const event of route.open(frame, { context, signal: peer.signal, held })) {
      peer.send(withRequestId(event, frame));
      if (isEnding(event)) held.dispose();
      else await peer.drained();
    }
    return undefined;
  } catch (cause) {
    peer.send(withRequestId(failure(cause), frame));
    if (cause instanceof Cancelled) return undefined;
    const error = toAppError(cause);
    logFailure(peer, { error, type: frame?.type });
    return error;
  }
}

/** Looks only at the table's own keys: `constructor` and `__proto__` are unknown types like any other. */
function routeOf<Context>(routes: Routes<Context>, type: string): Route<string, Context> {
  if (Object.hasOwn(routes, type)) return routes[type as keyof Routes<Context>];
  throw new AppError(
    "HANDLER_NOT_FOUND",
    `No message has the type ${JSON.stringify(type.slice(0, 100))}`,
  );
}

/** The ending that tells the client why there is no good one. */
function failure(cause: unknown): ServerEvent {
  if (cause instanceof Cancelled) return { type: "cancelled", message: cause.message };
  const { message, detail, code, facts } = toAppError(cause);
  return { type: "error", message, detail, error_code: code, ...facts };
}

function withRequestId(event: ServerEvent, frame: Frame | undefined): ServerEvent {
  const id = requestIdOf(frame);
  return id === undefined ? event : { ...event, request_id: id } as ServerEvent;
}

function logFailure(
  peer: Peer,
  { error, type }: { error: AppError; type: string | undefined },
): void {
  const level = error.status >= 500 ? "error" : "warn";
  peer.log[level]("message failed", { connection: peer.id, type, error });
}
