import { within } from "../async/within.ts";
import type { RunLease } from "../domain/run_leases.ts";
import { AppError } from "../errors.ts";
import { Patience } from "./patience.ts";
import { type RunPorts, serverIn } from "./run_ports.ts";

/** Time that a run waits for all of its servers to know its fence, in milliseconds. */
const RAISE_MS = 10_000;

/** Fence of a lease on its servers: what is launched under a lower one never starts. */
export class Fence {
  /** Number. */
  readonly number: number;
  readonly #ports: RunPorts;
  readonly #signal: AbortSignal;
  readonly #onHigher: (highest: number) => void;
  /** Raises by the names of the servers, under way or done. */
  readonly #raised = new Map<string, Promise<void>>();

  /**
   * Creates the fence of a lease. `onHigher` is called when a server knows a higher one.
   *
   * @param options.signal ends the raises
   */
  constructor(
    ports: RunPorts,
    { number, signal, onHigher }: {
      number: number;
      signal: AbortSignal;
      onHigher: (highest: number) => void;
    },
  ) {
    this.#ports = ports;
    this.number = number;
    this.#signal = signal;
    this.#onHigher = onHigher;
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
    const { highest } = await detached.raise(server, { fence: this.number, signal: this.#signal });
    if (highest > this.number) this.#onHigher(highest);
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
