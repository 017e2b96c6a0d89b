import type { wire } from "../client/mod.ts";
import { localTime } from "./local_time.ts";

/** Kinds of operations, by their names on the wire. */
export const KINDS = {
  ssh_command: "command",
  open_terminal: "terminal",
  scp_transfer: "transfer",
} as const satisfies Record<wire.OperationKind, string>;

/** Returns an operation as a row of a table. */
export function operationRow(operation: wire.Operation): string[] {
  const { operation_id, kind, started_at, name, server_name, transfer_name, command } = operation;
  const subject = command ?? transfer_name ?? "";
  return [
    operation_id,
    localTime(started_at),
    KINDS[kind],
    server_name ?? "–",
    endingOf(operation),
    name ?? "–",
    subject,
  ];
}

/** Returns the course of an operation: `running`, or its ending with code and duration. */
export function endingOf(
  { ending, exit_code, error_code, duration_ms }: wire.Operation,
): string {
  if (ending === null) return "running";
  const code = exit_code ?? error_code;
  const duration = duration_ms === null ? "" : ` ${(duration_ms / 1_000).toFixed(1)} s`;
  return `${ending}${code === null ? "" : ` ${code}`}${duration}`;
}
