import type { Owner } from "../protocol/owner.ts";
import type {
  HealthSampleRow,
  HealthTransitionRow,
  HoldRow,
  OperationRow,
  ServerRow,
} from "../protocol/rest/records.ts";

/** Which operations to read; what is left out or undefined does not filter. */
export interface RunQuery {
  /** What they are. */
  readonly kind?: OperationRow["kind"];
  /** Where they ran. */
  readonly serverName?: string;
  /** Which transfer they were. */
  readonly transferName?: string;
  /** Whose they were. */
  readonly connectionId?: string;
  /** How they ended. */
  readonly ending?: NonNullable<OperationRow["ending"]>;
  /** Started at this time (ISO 8601, UTC) or later. */
  readonly since?: string;
  /** Started before this time (ISO 8601, UTC). */
  readonly until?: string;
  /** Only those with a smaller id. */
  readonly before?: number;
  /** At most so many. */
  readonly limit: number;
}

/** The history of operations, sessions and locks. */
export interface Runs {
  /** The newest first, running ones included; `id` counts up. @throws {AppError} 41000 */
  runs(query: RunQuery): readonly (OperationRow & { readonly id: number })[];
  /** The operation with this `operation_id`. @throws {AppError} 41000 */
  run(operationId: string): OperationRow | undefined;
  /** The newest first. @throws {AppError} 41000 */
  holds(
    query: { readonly kind?: HoldRow["kind"]; readonly before?: number; readonly limit: number },
  ): readonly HoldRow[];
}

/** Which part of a server's history to read. */
export interface HealthQuery {
  /** From this time (ISO 8601, UTC) on. */
  readonly since?: string;
  /** Before this time (ISO 8601, UTC). */
  readonly until?: string;
  /** At most so many. */
  readonly limit: number;
}

/** How the servers are and were. */
export interface Health {
  /** By the names of the servers. */
  statuses(): Readonly<Record<string, ServerRow["health"]>>;
  /** Probes, the newest first. @throws {AppError} 41000 */
  samples(serverName: string, query: HealthQuery): readonly HealthSampleRow[];
  /** Changed verdicts, the newest first. @throws {AppError} 41000 */
  transitions(serverName: string, query: HealthQuery): readonly HealthTransitionRow[];
}

/** Who holds session and lock. */
export interface Holders {
  /** The lock. */
  readonly lockStatus: {
    readonly locked: boolean;
    readonly lock_owner: string | null;
    readonly owner: Owner;
  };
  /** The session. */
  readonly sessionStatus: {
    readonly session_active: boolean;
    readonly session_owner: string | null;
    readonly owner: Owner;
  };
  /** Owner of the session or the lock. */
  readonly owner: Owner;
}
