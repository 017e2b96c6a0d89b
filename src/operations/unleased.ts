import { alreadyRunning } from "../domain/lease.ts";
import type { Operation } from "../domain/operation.ts";
import type { OperationContext } from "./service.ts";

/**
 * Registers an operation of a client that takes neither session nor lock, until the result is
 * disposed.
 *
 * @throws {AppError} 50010 when the client runs an operation
 */
export function registerUnleased(
  { client: { id }, service: { leases, unleased } }: OperationContext,
  operation: Operation,
): Disposable {
  if (unleased.has(id) || leases.operationOf(id) !== undefined) throw alreadyRunning();
  unleased.set(id, operation);
  return { [Symbol.dispose]: () => unleased.delete(id) };
}

/** Checks that a client runs no operation without a lease. @throws {AppError} 50010 */
export function refuseBesideUnleased(
  { client: { id }, service: { unleased } }: OperationContext,
): void {
  if (unleased.has(id)) throw alreadyRunning();
}
