import { type Broadcast, followersOf } from "../domain/broadcast.ts";
import {
  type History,
  listedCommand,
  type OpenRecord,
  type OperationEnd,
  type OperationStart,
} from "../domain/history.ts";
import type { Principal } from "../domain/principal.ts";
import type { Transfer } from "../domain/transfer.ts";
import { isVisible, visibleOperations } from "../domain/visible_operations.ts";
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

/** Records of the running operations. Tells followers of each start and each end. */
export class RunningOperations {
  readonly #options: RunningOperationsOptions;
  /** Records as in a list, oldest first. */
  readonly #running = new Set<OperationRecord>();

  /** Creates an empty list. */
  constructor(options: RunningOperationsOptions) {
    this.#options = options;
  }

  /** Records that an operation starts now. Its end is recorded with the result. */
  begin(start: OperationStart): OpenRecord<OperationEnd> {
    const record = this.#options.history.beginOperation(start);
    const started = listed(record.started);
    this.#running.add(started);
    this.#announce("operation_started", started);
    return {
      end: (end) => {
        const ended = listed(record.end(end));
        this.#running.delete(started);
        this.#announce("operation_ended", ended);
      },
    };
  }

  /** Returns the records that a principal sees, newest first. */
  visibleTo(principal: Principal): OperationRecord[] {
    const visible = visibleOperations(principal, this.#options.transfers);
    return [...this.#running].filter((record) => isVisible(record, visible)).reverse();
  }

  #announce(type: "operation_started" | "operation_ended", operation: OperationRecord): void {
    const { broadcast, transfers } = this.#options;
    const isFollower = followersOf("operations");
    broadcast.send(
      { type, operation },
      (client) =>
        isFollower(client) && isVisible(operation, visibleOperations(client.principal, transfers)),
    );
  }
}

/** Returns a record as lists have it. */
function listed(record: OperationRecord): OperationRecord {
  return { ...record, command: listedCommand(record.command) };
}
