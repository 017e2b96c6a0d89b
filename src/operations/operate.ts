import { Cancelled, toAppError } from "../errors.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import { utf8Bytes } from "../protocol/utf8_bytes.ts";
import type { CallScope } from "../router/route.ts";
import type { StubContext } from "./context.ts";
import type { OperationEnd, OperationSubject } from "../domain/history.ts";
import type { LeaseRequest } from "../leases/leases.ts";
import type { Operation } from "../domain/operation.ts";

/** An operation, what it is for the history, and what it does once it is accepted. */
export interface Task {
  /** Stopped when the connection ends. */
  readonly operation: Operation;
  /** For the history. */
  readonly subject: OperationSubject;
  /** Its events, the good ending last; begun when the operation was accepted. */
  readonly events: AsyncIterable<ServerEvent>;
}

/**
 * Runs an operation of a connection: takes the lease for it, lets the end of the connection stop it, and keeps how it went.
 *
 * @throws {AppError} 50005, 50006, 50008, 50010 when it is refused, and what its events throw
 */
export async function* operate(
  { context, signal, held }: CallScope<StubContext>,
  { operation, subject, events }: Task,
): AsyncGenerator<ServerEvent> {
  const { client, leases, history } = context;
  const { serverName } = subject;
  const lease = leases.take(client, { operation, kind: LEASE_KIND[subject.kind], serverName });
  held.use(lease);
  held.use(context.line.keep());
  held.use(operation);
  operation.stopWith(signal);
  const { connectionId, peerAddress } = client;
  const { operationId } = lease;
  const note = history.beginOperation({ operationId, connectionId, peerAddress, ...subject });
  let end: OperationEnd = { ...UNFINISHED, files: subject.kind === "scp_transfer" ? 0 : null };
  try {
    for await (const event of events) {
      end = { ...end, ...factsOf(event, end) };
      yield event;
    }
  } catch (cause) {
    end = { ...end, ...factsOfFailure(cause) };
    throw cause;
  } finally {
    note.end(end);
  }
}

/** Kind of an operation, as owners are shown, by the message that asked for it. */
const LEASE_KIND = {
  ssh_command: "command",
  open_terminal: "terminal",
  scp_transfer: "transfer",
} as const satisfies Record<OperationSubject["kind"], LeaseRequest["kind"]>;

/** The end of an operation whose client left before there was one. */
const UNFINISHED: OperationEnd = {
  ending: "cancelled",
  exitCode: null,
  errorCode: null,
  bytes: 0,
  files: null,
};

/** What an event says of how an operation went so far. The text of a transfer is not what it moves. */
function factsOf(event: ServerEvent, { bytes, files }: OperationEnd): Partial<OperationEnd> {
  switch (event.type) {
    case "output":
      return files === null ? { bytes: bytes + utf8Bytes(event.data) } : {};
    case "transfer_progress":
      return { bytes: event.bytes, files: event.files_done };
    case "complete":
      return "files" in event
        ? { ending: "complete", bytes: event.bytes, files: event.files }
        : { ending: "complete", exitCode: event.exit_code };
    default:
      return {};
  }
}

function factsOfFailure(cause: unknown): Partial<OperationEnd> {
  if (cause instanceof Cancelled) return { ending: "cancelled" };
  const { code, facts } = toAppError(cause);
  return { ending: "error", errorCode: code, exitCode: facts.exit_code ?? null };
}
