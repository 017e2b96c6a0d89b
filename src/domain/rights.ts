import { AppError } from "../errors.ts";
import type { JobStep } from "../protocol/job_steps.ts";
import type { ListedRun } from "../protocol/rest/run_records.ts";
import { type RequiredRole, Role } from "../protocol/user.ts";
import type { OperationKind } from "./operation.ts";
import type { Principal } from "./principal.ts";
import { seesRun, seesServer } from "./sees.ts";

/** Operation that a client asks for. */
export interface RequestedOperation {
  /** Kind of the operation. */
  readonly kind: OperationKind | "job";
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

/** Job that a client asks for, or a run of it. */
export interface RequestedJob {
  /** Cause of the run: a detached command is an operation of the kind `command`. Default: a job. */
  readonly trigger?: ListedRun["trigger"];
  /** Names of its servers; an asterisk means all servers. */
  readonly servers: readonly string[];
  /** Steps. */
  readonly steps: readonly JobStep[];
}

/**
 * Checks that a principal may run, cancel and decide a job: its scopes include the kind, all
 * servers, and each command.
 *
 * @throws {AppError} 11001 when one excludes the job
 */
export function permitJob(principal: Principal, { trigger, servers, steps }: RequestedJob): void {
  const kind = trigger === "command" ? "command" : "job";
  permitOperation(principal, { kind, command: null });
  const excluded = servers.find((name) => !seesRun(principal, { servers: [name] }));
  if (excluded !== undefined) throw denied(`The token is not for the server ${excluded}`);
  for (const step of steps) {
    if (!("command" in step)) continue;
    permitOperation(principal, { kind, command: step.command.run });
  }
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

/** Checks whether one of the patterns matches the whole `command`. */
function matchesOne(command: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(`^(?:${pattern})$`, "u").test(command));
}

function denied(detail: string): AppError {
  return new AppError("ACCESS_DENIED", detail);
}
