import type { History } from "../domain/history.ts";
import { AppError } from "../errors.ts";
import type { TextAnswer } from "../protocol/rest/endpoint.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";

/**
 * Returns the answer with the kept output of an operation.
 *
 * @throws {AppError} 13000 when nothing is kept; the detail says why. 41000
 */
export function outputOf(
  operation: OperationRecord,
  { history, isDownload }: { history: Pick<History, "output">; isDownload: boolean },
): TextAnswer {
  const { totalBytes, text } = history.output(operation.operation_id);
  if (text === null) throw new AppError("NOT_FOUND", whyNone(operation, totalBytes));
  const name = `${operation.operation_id}.txt`;
  return {
    text: new Uint8Array(text),
    headers: {
      "x-output-bytes": String(totalBytes),
      ...(isDownload ? { "content-disposition": `attachment; filename="${name}"` } : {}),
    },
  };
}

/** Returns the reason why no output of an operation is kept. */
function whyNone({ kind, ending }: OperationRecord, totalBytes: number | null): string {
  if (ending === null) return "The operation still runs: send watch_operation to see its output";
  if (kind === "open_terminal") return "The output of a terminal is not kept";
  if (totalBytes === 0) return "The operation had no output";
  if (totalBytes !== null) {
    return "The output was dropped for newer output: raise HISTORY_OUTPUT_MIB to keep more";
  }
  return "The output was not kept: HISTORY_OUTPUT was off, the database could not be written, or " +
    "the service ended before the operation";
}
