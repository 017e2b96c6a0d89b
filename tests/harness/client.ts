import type { CommandComplete, TransferComplete } from "../../src/protocol/operation_events.ts";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import {
  type EventOf,
  type ServerEvent,
  ServerEventSchema,
} from "../../src/protocol/server_events.ts";
import { isEnding } from "../../src/router/dispatch.ts";

import { assertEvent } from "./contract.ts";
import { inTime } from "./in_time.ts";

type EventType = ServerEvent["type"];
/** Event of a type. `complete` is that of a command, which most tests wait for. */
type NextOf<Type extends EventType> = Type extends "complete" ? CommandComplete : EventOf<Type>;

/** Maximum time to wait for an event, in milliseconds. */
const PATIENCE_MS = 30_000;

/** WebSocket client. It checks each event against the schemas and the document of the protocol. */
export class Client implements AsyncDisposable {
  /** Events so far, in order. */
  readonly events: ServerEvent[] = [];
  readonly #socket: WebSocket;
  readonly #closed: Promise<CloseEvent>;
  #read = 0;
  #wake = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#closed = new Promise((resolve) => {
      socket.onclose = (event) => {
        resolve(event);
        this.#wake.resolve();
      };
    });
    socket.onerror = (event) => event.preventDefault();
    socket.onmessage = ({ data }) => {
      const event = ServerEventSchema.parse(JSON.parse(data));
      assertEvent(event);
      this.events.push(event);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    };
  }

  /** Connects to the service at `url` and waits for the welcome. */
  static async connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
    return await Client.over(
      new WebSocket(`${url.replace(/^http/, "ws")}/ws/v1/stub`, { headers }),
    );
  }

  /** Takes over a WebSocket that opens, and waits for the welcome. */
  static async over(socket: WebSocket): Promise<Client> {
    const client = new Client(socket);
    await client.next("welcome");
    return client;
  }

  /** Settles with the close event. Rejects when it does not come in time. */
  get closed(): Promise<CloseEvent> {
    return inTime(this.#closed, "the socket closes");
  }

  /** Id of this connection, from its welcome. */
  get id(): string {
    const [welcome] = this.events;
    if (welcome?.type !== "welcome") throw new Error("no welcome yet");
    return welcome.connection_id;
  }

  /** Resume token of this connection, from its welcome. */
  get token(): string {
    const [welcome] = this.events;
    if (welcome?.type !== "welcome") throw new Error("no welcome yet");
    return welcome.resume_token;
  }

  /** Sends a message of the protocol. */
  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends any text or bytes. */
  sendRaw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  /** Returns the next unread event of `type`. Events before it are skipped. */
  async next<Type extends EventType>(type: Type): Promise<NextOf<Type>> {
    return await this.find((event) => event.type === type) as NextOf<Type>;
  }

  /** Returns the next `complete`, as that of a transfer. */
  async transferred(): Promise<TransferComplete> {
    return await this.next("complete") as EventOf<"complete"> as TransferComplete;
  }

  /** Returns the next unread ending of an operation. */
  async ending(): Promise<EventOf<"complete" | "error" | "cancelled">> {
    return await this.find(isEnding) as EventOf<"complete" | "error" | "cancelled">;
  }

  /** Returns the next unread event that `accepts` accepts. Events before it are skipped. */
  async find(accepts: (event: ServerEvent) => boolean): Promise<ServerEvent> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      while (this.#read < this.events.length) {
        const event = this.events[this.#read++];
        if (event !== undefined && accepts(event)) return event;
      }
      await this.#event(deadline);
    }
  }

  /** Returns the text of all outputs so far, or of those with `requestId`. */
  text(requestId?: string): string {
    return this.events.filter((event) => event.type === "output")
      .filter((event) => requestId === undefined || event.request_id === requestId)
      .map(({ data }) => data).join("");
  }

  /** Waits until the text of all outputs contains `part`. */
  async textWith(part: string): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.text().includes(part)) await this.#event(deadline);
    return this.text();
  }

  /** Sends a close frame, with `code` or without a code, and waits for the answer. */
  async close(code?: number): Promise<void> {
    this.#socket.close(code);
    await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close(1000);
  }

  async #event(deadline: number): Promise<void> {
    if (this.#socket.readyState >= WebSocket.CLOSING) {
      throw new Error(`closed while waiting; last events: ${this.#tail()}`);
    }
    const { promise: late, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => reject(new Error(`nothing came; last events: ${this.#tail()}`)),
      Math.max(0, deadline - Date.now()),
    );
    try {
      await Promise.race([this.#wake.promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #tail(): string {
    return JSON.stringify(this.events.slice(-3)).slice(0, 2_000);
  }
}
