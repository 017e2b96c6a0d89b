import type { ServerEvent } from "../protocol/server_events.ts";

/** Channel for events to every client. Features write to it; the sockets subscribe. */
export class Broadcast {
  readonly #receivers = new Set<(event: ServerEvent) => void>();

  /** Calls `receive` with every event until the result is disposed. */
  subscribe(receive: (event: ServerEvent) => void): Disposable {
    this.#receivers.add(receive);
    return { [Symbol.dispose]: () => this.#receivers.delete(receive) };
  }

  /** Sends `event` to every subscriber, at once. */
  send(event: ServerEvent): void {
    for (const receive of this.#receivers) receive(event);
  }
}
