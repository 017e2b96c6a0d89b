import { Operation, type OperationRecord } from "../../src/protocol/rest/records.ts";

/**
 * Returns a record of an operation whose fields are null. Spread it below the fields that matter.
 */
export function emptyOperation(): OperationRecord {
  const fields = Object.keys(Operation.shape).map((name) => [name, null]);
  return Object.fromEntries(fields);
}
