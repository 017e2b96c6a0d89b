import { type Broadcast, followersOf } from "../domain/broadcast.ts";
import {
  type History,
  listedCommand,
  type OpenRecord,
  type OperationEnd,
  type OperationStart,
} from "../domain/history.ts";
import type { Operation } from "../domain/operation.ts";
import type { Principal } from "../domain/principal.ts";
import type { Transfer } from "../domain/transfer.ts";
import { isVisible, isVisibleTo, visibleOperations } from "../domain/visible_operations.ts";
import type { OperationRecord } from "../protocol/rest/records.ts";

/** Options for {@linkcode RunningOperations}. */
export interface RunningOperationsOptions {
  /** Records of operations. */
  readonly history: Pick<History, "beginOperation">;
  /** Channel to the clients that follow operations. */
  readonly broadcast: Pick<Broadcast, "send">;
  /** Configured transfers. */
  readonly transfers: readonly Transfer[];
}

/** Running operation with its record. */
export interface RecordedOperation {
  /** Operation. */
  readonly operation: Operation;
  /** Record as in a list. */
  readonly record: OperationRecord;
}

/** Running operations and their records. Tells followers of each start and each end. */
export class RunningOperations {
  readonly #options: RunningOperationsOptions;
  /** Operations by their ids, oldest first. */
  readonly #running = new Map<string, RecordedOperation>();

  /** Creates an empty list. */
  constructor(options: RunningOperationsOptions) {
    this.#options = options;
  }

  /** Records that `operation` starts now. Its end is recorded with the result. */
  begin(start: OperationStart, operation: Operation): OpenRecord<OperationEnd> {
    const record = this.#options.history.beginOperation(start);
    const started = listed(record.started);
    this.#running.set(start.operationId, { operation, record: started });
    this.#announce("operation_started", started);
    return {
      end: (end) => {
        const ended = listed(record.end(end));
        this.#running.delete(start.operationId);
        this.#announce("operation_ended", ended);
      },
    };
  }

  /** Returns the running operation with the id, or `undefined`. */
  find(operationId: string): RecordedOperation | undefined {
    return this.#running.get(operationId);
  }

  /** Returns the records that a principal sees, newest first. */
  visibleTo(principal: Principal): OperationRecord[] {
    const visible = visibleOperations(principal, this.#options.transfers);
    const records = [...this.#running.values()].map(({ record }) => record);
    return records.filter((record) => isVisible(record, visible)).reverse();
  }

  #announce(type: "operation_started" | "operation_ended", operation: OperationRecord): void {
    const { broadcast, transfers } = this.#options;
    const isFollower = followersOf("operations");
    broadcast.send(
      { type, operation },
      (client) =>
        isFollower(client) && isVisibleTo(operation, { principal: client.principal, transfers }),
    );
  }
}

/** Returns a record as lists have it. */
function listed(record: OperationRecord): OperationRecord {
  return { ...record, command: listedCommand(record.command) };
}
