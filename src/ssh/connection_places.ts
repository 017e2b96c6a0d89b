import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import type { Server } from "../domain/server.ts";
import { AppError } from "../errors.ts";

/** Options for {@linkcode ConnectionPlaces}. */
export interface ConnectionPlacesOptions {
  /** Maximum number of connections to one server. */
  readonly limit: number;
  /** Time to wait for a place, in milliseconds. Default: 10,000. */
  readonly waitMs?: number | undefined;
  /** Closes the idle connection to a server, if there is one. */
  readonly closeIdle: (server: Server) => void;
}

/** Options for {@linkcode ConnectionPlaces.take}. */
export interface TakeOptions {
  /** Ends the wait with its reason. */
  readonly signal: AbortSignal;
  /** Called when there is no free place, before the wait. */
  readonly onWait?: (() => void) | undefined;
}

/** Connections to one server. */
interface Places {
  taken: number;
  /** Functions that give a place to each of those that wait, the first one first. */
  readonly waiting: Set<() => void>;
}

/**
 * Places for SSH connections, a limited number for each server. Beyond it, connections wait for a
 * place in the order of their requests.
 */
export class ConnectionPlaces {
  readonly #options: ConnectionPlacesOptions;
  /** Places by the names of the servers. */
  readonly #places = new Map<string, Places>();

  /** Creates places of which none is taken. */
  constructor(options: ConnectionPlacesOptions) {
    this.#options = options;
  }

  /** Checks whether a connection waits for a place. */
  isAwaited(server: Server): boolean {
    return this.#of(server).waiting.size > 0;
  }

  /**
   * Takes a place until the result is disposed.
   *
   * @throws {AppError} 10001 when none is free in time, or the reason of the signal
   */
  async take(server: Server, { signal, onWait }: TakeOptions): Promise<Disposable> {
    const places = this.#of(server);
    if (places.taken < this.#options.limit) places.taken++;
    else {
      onWait?.();
      await this.#wait(server, signal);
    }
    const place = new DisposableStack();
    place.defer(() => release(places));
    return place;
  }

  /**
   * Waits for a place.
   *
   * @throws {AppError} 10001 when none is free in time, or the reason of `signal`
   */
  async #wait(server: Server, signal: AbortSignal): Promise<void> {
    const { limit, waitMs = 10_000, closeIdle } = this.#options;
    const places = this.#of(server);
    const { promise, resolve } = Promise.withResolvers<void>();
    let isGiven = false;
    const give = () => {
      isGiven = true;
      resolve();
    };
    places.waiting.add(give);
    closeIdle(server);
    try {
      await within(waitMs, orAborted(signal, promise));
    } catch (cause) {
      if (isGiven) release(places);
      throw cause;
    } finally {
      places.waiting.delete(give);
    }
    if (isGiven) return;
    const detail =
      `${server.name} has ${limit} SSH connections, as many as it can: try again later`;
    throw new AppError("SERVICE_UNAVAILABLE", detail);
  }

  #of({ name }: Server): Places {
    let places = this.#places.get(name);
    if (places === undefined) {
      places = { taken: 0, waiting: new Set() };
      this.#places.set(name, places);
    }
    return places;
  }
}

/** Gives a place to the first that waits, or makes it free. */
function release(places: Places): void {
  const [give] = places.waiting;
  if (give === undefined) {
    places.taken--;
    return;
  }
  places.waiting.delete(give);
  give();
}
