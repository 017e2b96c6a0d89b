import { AppError } from "../errors.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import { type RequiredRole, Role } from "../protocol/user.ts";
import { OPERATION_KINDS, type OperationKind } from "./operation.ts";
import type { Principal } from "./principal.ts";
import type { Transfer } from "./transfer.ts";

/** Operation that a client asks for. */
export interface RequestedOperation {
  /** Kind of the operation. */
  readonly kind: OperationKind;
  /** Command line; null for a terminal or transfer. */
  readonly command: string | null;
}

/** Checks whether a principal has at least the `required` role. */
export function hasRole({ role }: Pick<Principal, "role">, required: RequiredRole): boolean {
  if (required === "anyone") return true;
  return Role.options.indexOf(role) >= Role.options.indexOf(required);
}

/** Checks the role of a principal. @throws {AppError} 11001 when it is too small */
export function permitRole(principal: Principal, required: RequiredRole): void {
  if (hasRole(principal, required)) return;
  throw denied(`This needs the role ${required}; the token has the role ${principal.role}`);
}

/**
 * Checks the scopes of a principal for kinds of operations and for commands.
 *
 * @throws {AppError} 11001 when one excludes the operation
 */
export function permitOperation(
  principal: Principal,
  { kind, command }: RequestedOperation,
): void {
  const { operations, commands } = principal.scopes;
  if (operations !== undefined && !operations.includes(kind)) {
    throw denied(`The token is not for operations of the kind ${kind}`);
  }
  if (kind === "terminal") permitInput(principal);
  if (commands !== undefined && command !== null && !matchesOne(command, commands)) {
    throw denied("The token is not for this command");
  }
}

/** Checks the scope of servers. @throws {AppError} 11001 when it excludes the server */
export function permitServer(principal: Principal, name: string): void {
  if (!seesServer(principal, name)) throw denied(`The token is not for the server ${name}`);
}

/**
 * Checks that a principal may type into an operation. Typed text cannot be held to the patterns of
 * a token for some commands.
 *
 * @throws {AppError} 11001 when the token is for some commands only
 */
export function permitInput({ scopes }: Principal): void {
  if (scopes.commands === undefined) return;
  throw denied("The token is for some commands only: it allows neither terminals nor input");
}

/** Checks whether the scopes of a principal include a server. */
export function seesServer({ scopes }: Principal, name: string): boolean {
  return scopes.servers === undefined || scopes.servers.includes(name);
}

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

/** Checks whether a record is among the visible ones. Default: all are visible. */
export function isVisible(
  { kind, server_name, transfer_name }: OperationRecord,
  { kinds, servers, transfers }: Partial<VisibleOperations> = {},
): boolean {
  if (kinds !== undefined && !kinds.includes(kind)) return false;
  if (servers === undefined) return true;
  return server_name === null
    ? transfers?.includes(transfer_name ?? "") === true
    : servers.includes(server_name);
}

/** Checks whether the scopes of a principal include both servers of a transfer. */
export function seesTransfer(principal: Principal, { from, to }: Transfer): boolean {
  return [from, to].every(({ server }) => seesServer(principal, server.name));
}

/** Checks whether every event for everyone is for a principal as it is. */
export function seesEverything({ scopes }: Principal): boolean {
  return scopes.servers === undefined;
}

/**
 * Returns an event for everyone as a principal sees it: without the names of servers that its
 * scopes exclude. Returns `undefined` for an event about such a server.
 */
export function eventFor(principal: Principal, event: ServerEvent): ServerEvent | undefined {
  switch (event.type) {
    case "server_health":
      return seesServer(principal, event.server_name) ? event : undefined;
    case "lock_status":
    case "session_status":
      return { ...event, owner: ownerFor(principal, event.owner) };
    default:
      return event;
  }
}

/** Returns an owner as a principal sees it: without the name of an excluded server. */
export function ownerFor<Owner extends { readonly server_name: string | null } | null>(
  principal: Principal,
  owner: Owner,
): Owner {
  if (owner === null || owner.server_name === null) return owner;
  return seesServer(principal, owner.server_name) ? owner : { ...owner, server_name: null };
}

/** Checks whether one of the patterns matches the whole `command`. */
function matchesOne(command: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(`^(?:${pattern})$`, "u").test(command));
}

function denied(detail: string): AppError {
  return new AppError("ACCESS_DENIED", detail);
}
