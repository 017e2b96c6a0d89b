import { orAborted } from "../async/or_aborted.ts";
import { Operation, OPERATION_KINDS } from "../domain/operation.ts";
import type { TerminalSize } from "../domain/shell.ts";
import { type Outcome, Tail } from "../domain/tail.ts";
import { isVisibleTo } from "../domain/visible_operations.ts";
import { AppError } from "../errors.ts";
import { FrameTimer } from "../output/frame_timer.ts";
import type { WatchOperationData } from "../protocol/client_messages.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/**
 * Minimum time between two outputs for a watcher while the operation runs, in milliseconds. With
 * 64 Ki characters each, that is 1.3 MB/s: many watchers of a flood together take little time.
 */
const INTERVAL_MS = 50;

/** Operation to watch, running or ended. */
interface Watched extends Pick<OperationRecord, "kind" | "server_name" | "transfer_name"> {
  /** Its output. */
  readonly tail: Tail;
  /** Present size of its terminal; null without a running terminal. */
  readonly size: () => TerminalSize | null;
}

/**
 * Watches the output of an operation of any client, until it ends.
 *
 * @throws {AppError} 13000 when no operation has the id; 11001 when it is out of the scopes of the
 * client's token; 41000; 50010 when the client runs an operation
 */
export function watchOperation(
  call: Call<WatchOperationData, OperationContext>,
): AsyncIterable<ServerEvent> {
  const { input: { operation_id }, context: { client, service }, signal, untilEnding } = call;
  const watched = watchedBy(operation_id, call.context);
  const operation = new Operation();
  untilEnding.use(service.leases.operations.attend(client, operation));
  const { kind, server_name } = watchingOf(operation_id, { ...watched, size: null });
  const request_id = call.requestId ?? null;
  untilEnding.use(client.keepOutput({ operation_id, kind, server_name, request_id }));
  untilEnding.use(operation);
  operation.stopWith(signal);
  return watch(watched, { operation_id, signal: operation.signal });
}

/**
 * Returns the operation with this id, as `client` may watch it.
 *
 * @throws {AppError} 13000, 11001, 41000
 */
function watchedBy(id: string, { client, service }: OperationContext): Watched {
  const watched = runningWith(id, service) ?? endedWith(id, service);
  const { principal } = client;
  if (isVisibleTo(watched, { principal, transfers: service.transfers })) return watched;
  throw new AppError("ACCESS_DENIED", `The token is not for the operation ${id}`);
}

function runningWith(
  id: string,
  { operations }: OperationContext["service"],
): Watched | undefined {
  const running = operations.find(id);
  if (running === undefined) return undefined;
  const { operation, record: { kind, server_name, transfer_name } } = running;
  const size = () => operation.size;
  return { kind, server_name, transfer_name, tail: operation.tail, size };
}

/** Returns an operation of the history, with its kept output. @throws {AppError} 13000, 41000 */
function endedWith(id: string, { history }: OperationContext["service"]): Watched {
  const record = history.operation(id);
  if (record === undefined) throw new AppError("NOT_FOUND", `No operation has the id ${id}`);
  const { kind, server_name, transfer_name, ending, exit_code: exitCode } = record;
  if (ending === null) {
    const detail = `The end of the operation ${id} is not recorded yet: try again`;
    throw new AppError("DATABASE_QUERY_FAILED", detail);
  }
  const tail = keptTail(history.output(id), { ending, exitCode });
  return { kind, server_name, transfer_name, tail, size: () => null };
}

/** Returns a tail with the kept output of an operation that has ended. */
function keptTail(
  { totalBytes, text }: ReturnType<OperationContext["service"]["history"]["output"]>,
  outcome: Outcome,
): Tail {
  const kept = text ?? new Uint8Array();
  const tail = new Tail(text === null ? 0 : (totalBytes ?? kept.length) - kept.length);
  tail.push(new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept));
  tail.end(outcome);
  return tail;
}

/** Yields the watched operation, its sizes and its output, and the ending of the watching. */
async function* watch(
  watched: Watched,
  { operation_id, signal }: { operation_id: string; signal: AbortSignal },
): AsyncGenerator<ServerEvent> {
  const { tail } = watched;
  using reader = tail.read();
  using timer = new FrameTimer(INTERVAL_MS);
  let size: TerminalSize | null | undefined;
  for (let seq = 0;;) {
    signal.throwIfAborted();
    const { outcome, changed } = tail;
    if (size !== watched.size()) {
      size = watched.size();
      yield watchingOf(operation_id, { ...watched, size });
    }
    if (outcome === undefined && !timer.hasElapsed) await orAborted(signal, timer.elapsed());
    const next = reader.next();
    if (typeof next === "number") yield { type: "gap", bytes: next };
    else if (next !== undefined) {
      timer.restart();
      yield { type: "output", data: next, seq: ++seq };
    } else if (outcome !== undefined) return yield ending(operation_id, outcome);
    else await orAborted(signal, changed);
  }
}

function watchingOf(
  operation_id: string,
  { kind, server_name, size }: Omit<Watched, "size"> & { size: TerminalSize | null },
): EventOf<"watching"> {
  const { cols, rows } = size ?? { cols: null, rows: null };
  return { type: "watching", operation_id, kind: OPERATION_KINDS[kind], server_name, cols, rows };
}

function ending(operation_id: string, { ending, exitCode }: Outcome): ServerEvent {
  const message = "Watched operation ended";
  return { type: "complete", message, operation_id, ending, exit_code: exitCode };
}
