import type { OperationRecord } from "../protocol/rest/records.ts";
import { OPERATION_KINDS } from "./operation.ts";
import type { Principal } from "./principal.ts";
import { seesTransfer } from "./sees.ts";
import type { Transfer } from "./transfer.ts";

/** Records of operations that a principal sees. A field that is `undefined` does not limit. */
export interface VisibleOperations {
  /** Types of their messages. */
  readonly kinds?: readonly OperationRecord["kind"][] | undefined;
  /** Names of their servers. */
  readonly servers?: readonly string[] | undefined;
  /** Names of the transfers between these servers. */
  readonly transfers: readonly string[];
}

/** Returns which records of operations a principal sees; `undefined` when it sees all. */
export function visibleOperations(
  principal: Principal,
  transfers: readonly Transfer[],
): VisibleOperations | undefined {
  const { servers, operations } = principal.scopes;
  if (servers === undefined && operations === undefined) return undefined;
  const kinds = Object.keys(OPERATION_KINDS) as OperationRecord["kind"][];
  return {
    kinds: operations && kinds.filter((kind) => operations.includes(OPERATION_KINDS[kind])),
    servers,
    transfers: transfers.filter((transfer) => seesTransfer(principal, transfer))
      .map(({ name }) => name),
  };
}

/** Part of a record that decides whether it is visible. */
type Subject = Pick<OperationRecord, "kind" | "server_name" | "transfer_name">;

/** Checks whether a principal sees a record, among the configured transfers. */
export function isVisibleTo(
  record: Subject,
  { principal, transfers }: { principal: Principal; transfers: readonly Transfer[] },
): boolean {
  return isVisible(record, visibleOperations(principal, transfers));
}

/** Checks whether a record is among the visible ones. Default: all are visible. */
export function isVisible(
  { kind, server_name, transfer_name }: Subject,
  { kinds, servers, transfers }: Partial<VisibleOperations> = {},
): boolean {
  if (kinds !== undefined && !kinds.includes(kind)) return false;
  if (servers === undefined) return true;
  return server_name === null
    ? transfers?.includes(transfer_name ?? "") === true
    : servers.includes(server_name);
}
