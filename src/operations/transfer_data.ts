import type { ScpTransferData } from "../protocol/client_messages.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Call } from "../router/route.ts";
import { type StubContext, transferCalled } from "./context.ts";
import { operate } from "./operate.ts";
import { Operation } from "../domain/operation.ts";
import type { Transfer, TransferResult, TransferStep } from "../domain/transfer.ts";

/** Runs one configured transfer and tells how it goes. @throws {AppError} 24001, and what {@linkcode Transfers} throws */
export function transferData(
  call: Call<ScpTransferData, StubContext>,
): AsyncIterable<ServerEvent> {
  const { input, context } = call;
  const transfer = transferCalled(input.transfer_name, context);
  const operation = new Operation();
  const subject = {
    kind: "scp_transfer",
    serverName: null,
    transferName: transfer.name,
    command: null,
  } as const;
  const steps = context.transfers.run(transfer, { signal: operation.signal });
  return operate(call, { operation, subject, events: run(transfer, steps) });
}

async function* run(transfer: Transfer, steps: Steps): AsyncIterable<ServerEvent> {
  const startedMs = performance.now();
  const result = yield* events(transfer, steps);
  yield {
    type: "complete",
    message: "SCP transfer completed successfully",
    transfer_name: transfer.name,
    ...result,
    duration_ms: Math.round(performance.now() - startedMs),
  };
}

type Steps = AsyncGenerator<TransferStep, TransferResult, void>;

/** The first line is sent as it is; every other one begins with a line break. */
async function* events(
  { name }: Transfer,
  steps: Steps,
): AsyncGenerator<ServerEvent, TransferResult, void> {
  let seq = 0;
  try {
    for (;;) {
      const { value, done } = await steps.next();
      if (done) return value;
      if (value.kind === "line") {
        seq++;
        yield { type: "output", data: seq === 1 ? value.text : `\r\n${value.text}`, seq };
      } else if (value.kind === "status") yield { type: "status", message: value.message };
      else yield progressEvent(name, value);
    }
  } finally {
    await steps.return?.(undefined as never);
  }
}

function progressEvent(
  transfer_name: string,
  step: Extract<TransferStep, { kind: "progress" }>,
): ServerEvent {
  return {
    type: "transfer_progress",
    transfer_name,
    bytes: step.bytes,
    total_bytes: step.totalBytes,
    file: step.file,
    file_bytes: step.fileBytes,
    files_done: step.filesDone,
    files_total: step.filesTotal,
    bytes_per_second: step.bytesPerSecond,
  };
}
