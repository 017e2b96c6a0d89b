import { firstOf } from "./change.ts";
import type * as wire from "./wire.ts";

/** Time for the closing handshake, in milliseconds. */
const CLOSE_MS = 2_000;

/** End of a socket. */
export interface SocketEnd {
  /** Close code (RFC 6455, 7.4). */
  readonly code: number;
  /** Text of the side that has closed it. */
  readonly reason: string;
}

/** Part of a WebSocket that the client uses. */
export interface WebSocketLike {
  /** Calls `listener` at each event of `type`. */
  // deno-lint-ignore no-explicit-any -- the events of browsers and of npm `ws` differ
  addEventListener(type: string, listener: (event: any) => void): void;
  /** Sends a text frame. */
  send(text: string): void;
  /** Starts the closing handshake. */
  close(code?: number, reason?: string): void;
}

/** WebSocket class: that of browsers, Deno and Node 22, or that of npm `ws`. */
export type WebSocketClass = new (url: string, protocols?: string[]) => WebSocketLike;

/** Options for {@linkcode Socket}. */
export interface SocketOptions {
  /** Address of the WebSocket. */
  readonly url: string;
  /** Token of the service, sent as a subprotocol. */
  readonly token: string | undefined;
  /** Class to make the WebSocket of. */
  readonly WebSocket: WebSocketClass;
  /** Called with each event that answers no question, and with `resumed`. */
  readonly onEvent: (event: wire.ServerEvent) => void;
}

/** Message without its id. */
export type Question = wire.ClientMessage extends infer Message
  ? Message extends unknown ? Omit<Message, "request_id"> : never
  : never;

/** One WebSocket, from its opening to its close. */
export class Socket {
  /** Settles with the first event; undefined when the socket is closed before. */
  readonly welcome: Promise<wire.Welcome | undefined>;
  /** Settles when the socket is closed. */
  readonly closed: Promise<SocketEnd>;
  readonly #socket: WebSocketLike;
  /** Waiting for answers, by `request_id`. */
  readonly #asking = new Map<string, (answer: wire.ServerEvent | undefined) => void>();
  readonly #onEvent: SocketOptions["onEvent"];
  #greet: (welcome: wire.Welcome | undefined) => void = () => {};
  #isClosed = false;

  /** Opens a socket. */
  constructor({ url, token, WebSocket, onEvent }: SocketOptions) {
    this.#onEvent = onEvent;
    this.welcome = new Promise((resolve) => this.#greet = resolve);
    const protocols = token === undefined ? [] : ["pink-page", `bearer.${token}`];
    const socket = this.#socket = new WebSocket(url, protocols);
    socket.addEventListener("message", ({ data }) => this.#receive(JSON.parse(String(data))));
    // `close` follows. Deno reports an `error` that nobody has prevented.
    socket.addEventListener("error", (event) => event.preventDefault?.());
    this.closed = new Promise((resolve) =>
      socket.addEventListener("close", ({ code, reason }) => {
        this.#settle();
        resolve({ code, reason: String(reason ?? "") });
      })
    );
  }

  /** Sends a message, unless the socket is closed. */
  send(message: wire.ClientMessage): void {
    if (!this.#isClosed) this.#socket.send(JSON.stringify(message));
  }

  /** Sends a message and returns the answer; undefined when the socket is closed before. */
  ask(question: Question, request_id: string): Promise<wire.ServerEvent | undefined> {
    return new Promise((resolve) => {
      if (this.#isClosed) return resolve(undefined);
      this.#asking.set(request_id, resolve);
      this.send({ ...question, request_id } as wire.ClientMessage);
    });
  }

  /** Closes the socket, and waits for at most 2 s until it is closed. */
  async close(code: number): Promise<void> {
    this.#socket.close(code);
    await firstOf([this.closed], { ms: CLOSE_MS });
  }

  /** Closes the socket without waiting for anything that is under way. */
  drop(): void {
    this.#settle();
    this.#socket.close();
  }

  #settle(): void {
    this.#isClosed = true;
    this.#greet(undefined);
    for (const answer of this.#asking.values()) answer(undefined);
  }

  #receive(event: wire.ServerEvent): void {
    if (this.#isClosed) return;
    if (event.type === "welcome") return this.#greet(event);
    const id = "request_id" in event ? event.request_id : undefined;
    const answer = id === undefined ? undefined : this.#asking.get(id);
    if (id === undefined || answer === undefined) return this.#onEvent(event);
    this.#asking.delete(id);
    // The missed events may follow before the promise of the answer settles.
    if (event.type === "resumed") this.#onEvent(event);
    answer(event);
  }
}
