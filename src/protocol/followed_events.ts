import { broadcast } from "./event.ts";
import { Operation, RUNNING_EXAMPLE } from "./rest/records.ts";

/** Record of an operation in a list, as in `/api/v1/operations`. */
export const ListedOperation = Operation.describe(
  "Record as in `/api/v1/operations`, with the first 1,000 characters of the command.",
);

/** Start of an operation, for the clients that follow `operations`. */
export const OperationStarted = broadcast("operation_started", { operation: ListedOperation }).meta(
  {
    description: "Start of an operation, sent before its first event to the clients that follow " +
      "`operations` and may see it.",
    examples: [{ type: "operation_started", operation: RUNNING_EXAMPLE }],
  },
);

/** End of an operation, for the clients that follow `operations`. */
export const OperationEnded = broadcast("operation_ended", { operation: ListedOperation }).meta({
  description:
    "End of an operation, sent after its ending to the clients that follow `operations` and may " +
    "see it.",
  examples: [{
    type: "operation_ended",
    operation: {
      ...RUNNING_EXAMPLE,
      ended_at: "2026-01-01T12:00:00.166Z",
      ending: "complete",
      exit_code: 0,
      bytes: 24,
      duration_ms: 166,
    },
  }],
});
