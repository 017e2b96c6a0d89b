import type { OperationEnd, OperationSubject } from "../domain/history.ts";
import { type Operation, OPERATION_KINDS } from "../domain/operation.ts";
import { permitOperation } from "../domain/rights.ts";
import type { Tail } from "../domain/tail.ts";
import { AppError, Cancelled, toAppError } from "../errors.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { CallScope } from "../router/route.ts";
import type { OperationContext } from "./service.ts";

/** Good ending of an operation, without its duration. */
export type Completion = WithoutDuration<
  Extract<EventOf<"complete">, { readonly duration_ms: number }>
>;

type WithoutDuration<Event> = Event extends unknown ? Omit<Event, "duration_ms"> : never;

/** Options for {@linkcode operate}. */
export interface OperateOptions {
  /** Operation, which stops with its client. */
  readonly operation: Operation;
  /** Subject for the history. */
  readonly subject: OperationSubject;
  /** Names of the servers that it runs on. */
  readonly servers: readonly string[];
  /** Events; the good ending is returned. Started when the operation was accepted. */
  readonly events: AsyncGenerator<ServerEvent, Completion>;
}

/**
 * Runs an operation of a client: acquires its lease, stops it with the client, and records its end.
 * The lease encloses the record: clients are told of the lock, the start, the ending, the end, and
 * the free lock, in this order.
 *
 * @throws {AppError} 11001, 14001, 50005, 50006, 50008, 50010 when it is refused; 22001 when it
 * takes too long for the service; the errors of its events
 */
export async function* operate(
  { context: { client, service }, signal, requestId, untilEnding }: CallScope<OperationContext>,
  { operation, subject, servers, events }: OperateOptions,
): AsyncGenerator<ServerEvent> {
  const { leases, operations, operationMaxSeconds } = service;
  const { kind, serverName } = subject;
  const request = { operation, kind: OPERATION_KINDS[kind], serverName, servers };
  permitOperation(client.principal, { kind: request.kind, command: subject.command });
  const lease = untilEnding.use(leases.acquire(client, request));
  const { operationId } = lease;
  untilEnding.use(client.keepOutput({
    operation_id: operationId,
    kind: request.kind,
    server_name: serverName,
    request_id: requestId ?? null,
  }));
  untilEnding.use(operation);
  operation.stopWith(signal);
  operation.stopAfter(operationMaxSeconds || undefined, () => {
    const detail = `The operation took longer than ${operationMaxSeconds} s, the service's limit`;
    return new AppError("SSH_COMMAND_TIMEOUT", detail);
  });
  const record = operations.begin({ operationId, client, ...subject }, operation);
  let end: OperationEnd = { ...UNFINISHED, files: kind === "scp_transfer" ? 0 : null };
  untilEnding.defer(() => {
    record.end(withOutput(end, operation.tail));
    operation.tail.end(end);
  });
  try {
    for await (const event of withEnding(events)) {
      if (event.type === "output") operation.tail.push(event.data);
      else end = { ...end, ...factsOf(event) };
      yield event;
    }
  } catch (cause) {
    end = { ...end, ...factsOfFailure(cause) };
    throw cause;
  }
}

/** Yields `events`, and then their good ending with its duration. */
async function* withEnding(
  events: AsyncGenerator<ServerEvent, Completion>,
): AsyncGenerator<ServerEvent> {
  const startedMs = performance.now();
  const completion = yield* events;
  yield { ...completion, duration_ms: Math.round(performance.now() - startedMs) };
}

/** End that is recorded when an operation is cut off before its ending. */
const UNFINISHED: OperationEnd = {
  ending: "cancelled",
  exitCode: null,
  errorCode: null,
  bytes: 0,
  files: null,
};

/** Returns `end` with the output. The `bytes` of a transfer are those of its files. */
function withOutput(end: OperationEnd, tail: Tail): OperationEnd {
  const output = { totalBytes: tail.bytes, text: tail.kept() };
  return { ...end, bytes: end.files === null ? tail.bytes : end.bytes, output };
}

/** Returns what an event adds to the end. */
function factsOf(event: ServerEvent): Partial<OperationEnd> {
  switch (event.type) {
    case "transfer_progress":
      return { bytes: event.bytes, files: event.files_done };
    case "complete":
      return "files" in event
        ? { ending: "complete", bytes: event.bytes, files: event.files }
        : { ending: "complete", exitCode: "exit_code" in event ? event.exit_code : null };
    default:
      return {};
  }
}

function factsOfFailure(cause: unknown): Partial<OperationEnd> {
  if (cause instanceof Cancelled) return { ending: "cancelled" };
  const { code, facts } = toAppError(cause);
  return { ending: "error", errorCode: code, exitCode: facts.exit_code ?? null };
}
