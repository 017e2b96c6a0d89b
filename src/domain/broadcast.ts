import type { ServerEvent } from "../protocol/server_events.ts";
import type { Topic } from "../protocol/session_messages.ts";
import type { Client } from "./client.ts";

/** Checks whether a broadcast is for a client. */
export type Audience = (client: Pick<Client, "principal" | "follows">) => boolean;

/**
 * Tells an event. With a topic it is for the clients that follow the topic, else for every client.
 */
export type Announce<Event> = (event: Event, topic?: Topic) => void;

/** Receiver of broadcasts. */
type Receive = (event: ServerEvent, isFor: Audience) => void;

/** Channel for events to many clients. Features write to it; the sockets subscribe. */
export class Broadcast {
  readonly #receivers = new Set<Receive>();

  /** Calls `receive` with every event until the result is disposed. */
  subscribe(receive: Receive): Disposable {
    this.#receivers.add(receive);
    return { [Symbol.dispose]: () => this.#receivers.delete(receive) };
  }

  /** Sends `event` to every subscriber, at once. Default audience: every client. */
  send(event: ServerEvent, isFor: Audience = () => true): void {
    for (const receive of this.#receivers) receive(event, isFor);
  }

  /** Sends `event` to the clients that follow `topic`, or to every client without a topic. */
  announce(event: ServerEvent, topic?: Topic): void {
    this.send(event, topic && followersOf(topic));
  }
}

/** Returns the audience of the clients that follow `topic`. */
export function followersOf(topic: Topic): Audience {
  return ({ follows }) => follows.includes(topic);
}
