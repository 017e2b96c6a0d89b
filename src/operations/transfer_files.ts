import { Operation } from "../domain/operation.ts";
import type { TransferProgress, TransferResult, TransferStep } from "../domain/transfer.ts";
import type { ScpTransferData } from "../protocol/client_messages.ts";
import type { EventOf, ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { type Completion, operate } from "./operate.ts";
import { type OperationContext, transferNamed } from "./service.ts";

/**
 * Runs a configured transfer.
 *
 * @throws {AppError} 11001, 24001, 50005, 50006, 50010 and the errors of the transfer
 */
export function transferFiles(
  call: Call<ScpTransferData, OperationContext>,
): AsyncIterable<ServerEvent> {
  const { input, context: { service } } = call;
  const transfer = transferNamed(input.transfer_name, call.context);
  const operation = new Operation();
  const subject = {
    kind: "scp_transfer",
    serverName: null,
    transferName: transfer.name,
    command: null,
  } as const;
  const steps = service.runTransfer(transfer, { signal: operation.signal });
  const servers = [transfer.from.server.name, transfer.to.server.name];
  return operate(call, { operation, subject, servers, events: eventsOf(steps, transfer.name) });
}

/** Yields an event for each step. Every line of output but the first begins with a line break. */
async function* eventsOf(
  steps: AsyncGenerator<TransferStep, TransferResult, void>,
  name: string,
): AsyncGenerator<ServerEvent, Completion> {
  try {
    for (let seq = 0;;) {
      const { value, done } = await steps.next();
      if (done) {
        const message = "SCP transfer completed successfully";
        return { type: "complete", message, transfer_name: name, ...value };
      }
      if (value.kind === "status") yield { type: "status", message: value.message };
      else if (value.kind === "progress") yield progressOf(value, name);
      else {
        seq++;
        yield { type: "output", data: seq === 1 ? value.text : `\r\n${value.text}`, seq };
      }
    }
  } finally {
    await steps.return(undefined as never);
  }
}

/** Returns the progress of a transfer as clients are told. */
export function progressOf(step: TransferProgress, name: string): EventOf<"transfer_progress"> {
  return {
    type: "transfer_progress",
    transfer_name: name,
    bytes: step.bytes,
    total_bytes: step.totalBytes,
    file: step.file,
    file_bytes: step.fileBytes,
    files_done: step.filesDone,
    files_total: step.filesTotal,
    bytes_per_second: step.bytesPerSecond,
  };
}
