import { AppError, toAppError } from "../errors.ts";
import { type RunPorts, serverIn } from "./run_ports.ts";

/**
 * Attempts that a crash or an older database left on servers, and that no run knows. Disposing it
 * ends their removal.
 */
export class Leftovers implements Disposable {
  readonly #ports: RunPorts;
  readonly #over = new AbortController();
  /** Names of the servers that were looked at. */
  readonly #known = new Set<string>();

  /** Creates it without a look at a server. */
  constructor(ports: RunPorts) {
    this.#ports = ports;
  }

  /** Whether it is disposed. */
  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /**
   * Removes the attempts below `fence`, in the background, from servers that were not looked at.
   * One that cannot be reached is looked at the next time. Never throws.
   */
  collect(names: readonly string[], fence: number): void {
    for (const name of names) {
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      this.#collect(name, fence).catch((cause) => {
        this.#known.delete(name);
        if (this.isOver) return;
        const error = toAppError(cause);
        this.#ports.log.warn("old attempts stay on a server", { server: name, error });
      });
    }
  }

  /** Looks at all servers again the next time. */
  forget(): void {
    this.#known.clear();
  }

  /** Ends the removal. */
  [Symbol.dispose](): void {
    this.#over.abort(new AppError("SERVICE_UNAVAILABLE", "The service is shutting down"));
  }

  async #collect(name: string, fence: number): Promise<void> {
    const { store, detached, log } = this.#ports;
    const server = serverIn(this.#ports, name);
    if (server.detach === "off") return;
    const known = store.keptAttempts();
    const running = await detached.collect(server, { fence, known, signal: this.#over.signal });
    if (running.length === 0) return;
    log.warn("a server runs commands of no run", { server: name, count: running.length });
  }
}
