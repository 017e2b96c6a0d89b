import { within } from "../async/within.ts";
import type { RunLease } from "../domain/run_leases.ts";
import { AppError } from "../errors.ts";
import { Patience } from "./patience.ts";
import { isLost } from "./launch_mark.ts";
import { type RunPorts, serverIn } from "./run_ports.ts";

/** Time that a run waits for all of its servers to know its fence, in milliseconds. */
const RAISE_MS = 10_000;

/** Listener for servers that know more than the database, which was restored. */
export type RestoredListener = (
  told: {
    /** Highest fence of the server. */
    readonly highest: number;
    /** Launch or fence that the database does not know. */
    readonly evidence: string | undefined;
  },
) => void;

/** Fence of a lease on its servers: what is launched under a lower one never starts. */
export class Fence {
  /** Number. */
  readonly number: number;
  readonly #ports: RunPorts;
  readonly #signal: AbortSignal;
  readonly #onRestored: RestoredListener;
  /** Raises by the names of the servers, under way or done. */
  readonly #raised = new Map<string, Promise<void>>();

  /**
   * Creates the fence of a lease. `onRestored` is called when a server knows of later launches, or
   * of a higher fence, than the database.
   *
   * @param options.signal ends the raises
   */
  constructor(
    ports: RunPorts,
    { number, signal, onRestored }: {
      number: number;
      signal: AbortSignal;
      onRestored: RestoredListener;
    },
  ) {
    this.#ports = ports;
    this.number = number;
    this.#signal = signal;
    this.#onRestored = onRestored;
  }

  /**
   * Raises the fence on servers, side by side. One that is out of reach is raised before the first
   * act on it.
   */
  async raiseAll(names: readonly string[]): Promise<void> {
    const raises = names.map((name) => this.#raise(name).catch(() => {}));
    await within(RAISE_MS, Promise.all(raises));
  }

  /**
   * Requires that a server knows the fence. Tries again while it is out of reach.
   *
   * @throws {AppError} the errors of connecting, 22005, or the reason of the signal
   */
  async require(name: string): Promise<void> {
    const patience = new Patience(this.#ports.reattachSeconds);
    await patience.retry(() => this.#raise(name), this.#signal);
  }

  #raise(name: string): Promise<void> {
    const known = this.#raised.get(name);
    if (known !== undefined) return known;
    const raise = this.#raiseOn(name);
    this.#raised.set(name, raise);
    raise.catch(() => this.#raised.delete(name));
    return raise;
  }

  async #raiseOn(name: string): Promise<void> {
    const { detached } = this.#ports;
    const server = serverIn(this.#ports, name);
    const raise = { fence: this.number, signal: this.#signal };
    const { highest, mark } = await detached.raise(server, raise);
    const isHigher = highest > this.number;
    if (isHigher || isLost(this.#ports, mark)) {
      this.#onRestored({ highest, evidence: isHigher ? String(highest) : mark });
    }
  }
}

/** Returns a lease's next fence. Waits while the database cannot be written. */
export async function newFence(
  lease: Pick<RunLease, "newFence">,
  signal: AbortSignal,
): Promise<number> {
  return await new Patience(Infinity, isOutage).retry(() => lease.newFence(), signal);
}

/** Checks whether an error says that the database cannot be written at present. */
export function isOutage(cause: unknown): boolean {
  return cause instanceof AppError && cause.kind === "DATABASE_QUERY_FAILED";
}
