import type { CommandComplete, TransferComplete } from "../../src/protocol/operation_events.ts";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import {
  type EventOf,
  isEnding,
  type ServerEvent,
  ServerEventSchema,
} from "../../src/protocol/server_events.ts";

import { assertEvent } from "./contract.ts";

type EventType = ServerEvent["type"];
/** Of two kinds of `complete`, most tests wait for a command's. */
type NextOf<Type extends EventType> = Type extends "complete" ? CommandComplete : EventOf<Type>;

/** Patience for one event. A test that waits longer has failed. */
const PATIENCE_MS = 30_000;

/** A WebSocket client. Every event that it receives is held against the protocol's schemas and its document. */
export class Client implements AsyncDisposable {
  /** Every event so far, in order. */
  readonly events: ServerEvent[] = [];
  /** Settles with the close event. */
  readonly closed: Promise<CloseEvent>;
  readonly #socket: WebSocket;
  #read = 0;
  #wake = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
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
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/v1/stub`, { headers });
    const client = new Client(socket);
    await client.next("welcome");
    return client;
  }

  /** Id of this connection, from its welcome. */
  get id(): string {
    const [welcome] = this.events;
    if (welcome?.type !== "welcome") throw new Error("no welcome yet");
    return welcome.connection_id;
  }

  /** The secret to resume this connection with, from its welcome. */
  get token(): string {
    const [welcome] = this.events;
    if (welcome?.type !== "welcome") throw new Error("no welcome yet");
    return welcome.resume_token;
  }

  /** Sends a message of the protocol. */
  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends whatever: text that is no message, or bytes. */
  sendRaw(data: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(data);
  }

  /** The next unread event of `type`; those before it are skipped. */
  async next<Type extends EventType>(type: Type): Promise<NextOf<Type>> {
    return await this.find((event) => event.type === type) as NextOf<Type>;
  }

  /** The next `complete`, of a transfer. */
  async transferred(): Promise<TransferComplete> {
    return await this.next("complete") as EventOf<"complete"> as TransferComplete;
  }

  /** The next unread ending of an operation. */
  async ending(): Promise<EventOf<"complete" | "error" | "cancelled">> {
    return await this.find(isEnding) as EventOf<"complete" | "error" | "cancelled">;
  }

  /** The next unread event that `accepts`; those before it are skipped. */
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

  /** The text of every output so far, or of those with `requestId`. */
  text(requestId?: string): string {
    return this.events.filter((event) => event.type === "output")
      .filter((event) => requestId === undefined || event.request_id === requestId)
      .map(({ data }) => data).join("");
  }

  /** Waits until the text of all output holds `part`. */
  async textWith(part: string): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.text().includes(part)) await this.#event(deadline);
    return this.text();
  }

  /** Closes with a close frame, of `code` or of none, and waits for the answer. */
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
