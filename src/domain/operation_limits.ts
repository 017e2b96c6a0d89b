import { AppError } from "../errors.ts";

/** Maximum numbers of operations that run at a time. */
export interface OperationLimits {
  /** Maximum number in all. */
  readonly maxOperations: number;
  /** Maximum number on one server. A transfer counts on both of its servers. */
  readonly maxOperationsPerServer: number;
}

/** Servers of an operation, by their names. */
type Servers = readonly string[];

/**
 * Checks whether one more operation can run on `servers`.
 *
 * @param running Servers of each operation that runs.
 * @returns the refusal 14001; undefined when the operation can run
 */
export function refuseOperation(
  servers: Servers,
  { running, limits }: { running: readonly Servers[]; limits: OperationLimits },
): AppError | undefined {
  const { maxOperations, maxOperationsPerServer } = limits;
  if (running.length >= maxOperations) {
    return refusal(`The service runs ${maxOperations} operations, as many as it can`);
  }
  const full = servers.find((server) =>
    running.filter((names) => names.includes(server)).length >= maxOperationsPerServer
  );
  if (full === undefined) return undefined;
  return refusal(`${full} has ${maxOperationsPerServer} operations, as many as it can`);
}

function refusal(what: string): AppError {
  return new AppError("QUOTA_EXCEEDED", `${what}: try again when one of them has ended`);
}
