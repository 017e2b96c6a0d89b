import type { Admission } from "../domain/admission.ts";
import { eventFor, seesEverything } from "../domain/sees.ts";
import type { ServerEvent } from "../protocol/server_events.ts";
import type { Endpoint } from "../router/dispatch.ts";
import type { SocketClient } from "./socket_client.ts";

/** Client of the hub: what serves its messages, and what ends it. */
export class Member<Context> {
  /** Client. */
  readonly client: SocketClient;
  /** Endpoint that serves its messages. */
  readonly endpoint: Endpoint<Context>;
  /** Number of its messages under way. */
  pending = 0;
  #admission: Admission | undefined;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #place: Disposable | undefined;
  #unwatch = () => {};

  /** Takes a connected client. */
  constructor(client: SocketClient, endpoint: Endpoint<Context>) {
    this.client = client;
    this.endpoint = endpoint;
  }

  /** Admission of its present socket, or of its last one while it is away. */
  get admission(): Admission | undefined {
    return this.#admission;
  }

  /** Calls `expel` when `admission`, that of its present socket, ends. */
  watch(admission: Admission, expel: (reason: string) => void): void {
    const { signal } = admission;
    const end = () => expel(String(signal.reason));
    this.#unwatch();
    this.#admission = admission;
    this.#unwatch = () => signal.removeEventListener("abort", end);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  }

  /**
   * Marks the client as away, with a place that is kept for it, and calls `expire` when it has not
   * come back after `seconds`.
   */
  markAway(
    place: Disposable,
    { seconds, expire }: { seconds: number; expire: () => void },
  ): void {
    this.client.markAway();
    this.#place = place;
    this.#expiry = setTimeout(expire, seconds * 1000);
  }

  /** Ends the wait for a client that was away, and frees its place. */
  markBack(): void {
    clearTimeout(this.#expiry);
    this.#place?.[Symbol.dispose]();
    this.#place = undefined;
  }

  /** Ends the wait and the watch, and frees the place. */
  end(): void {
    this.markBack();
    this.#unwatch();
  }

  /**
   * Sends a broadcast, whose JSON `toJson` makes, as the client may see it.
   *
   * @returns whether the client reads
   */
  broadcast(event: ServerEvent, toJson: () => string): boolean {
    const { client } = this;
    if (seesEverything(client.principal)) return client.broadcast(toJson());
    const visible = eventFor(client.principal, event);
    return visible === undefined || client.broadcast(JSON.stringify(visible));
  }
}
