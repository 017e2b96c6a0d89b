import type { Speech } from "./speech.ts";

/** A terminal at the keys of a benchmark. */
export interface Terminal extends AsyncDisposable {
  /** Called with what the terminal prints. */
  onText: (text: string) => void;
  /** Types. */
  type(text: string): void;
  /** Resolves when the command has ended. */
  readonly ended: Promise<void>;
}

/** Where a service listens, and how it is spoken to. */
export interface Service {
  /** `ws://…` */
  readonly url: string;
  readonly speech: Speech;
}

/** A command that has not ended by then never will. */
const PATIENCE_MS = 120_000;

/** A WebSocket of its own for one command: the same client for every service. Disposing it closes the socket. */
export class Client implements Terminal {
  onText: (text: string) => void = () => {};
  readonly #speech: Speech;
  readonly #socket: WebSocket;
  readonly #ended = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();

  private constructor(socket: WebSocket, speech: Speech) {
    this.#socket = socket;
    this.#speech = speech;
    this.#ended.promise.catch(() => {}); // Awaited by whoever runs a command.
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onerror = (event) => event.preventDefault();
    socket.onclose = ({ code }) => {
      this.#closed.resolve();
      if (code === 1000) this.#ended.resolve();
      else this.#ended.reject(new Error(`the service closed the socket: ${code}`));
    };
  }

  /** Connects to `service`. */
  static async connect({ url, speech }: Service): Promise<Client> {
    const socket = new WebSocket(url);
    const client = new Client(socket, speech);
    const { promise: opened, resolve } = Promise.withResolvers<void>();
    socket.onopen = () => resolve();
    await Promise.race([opened, client.ended]);
    return client;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Runs `command`, and waits for its ending. Rejects when it did not end well. */
  async run(
    command: string,
    { throttleSeconds }: { throttleSeconds?: number } = {},
  ): Promise<void> {
    await this.ask(this.#speech.command(command, throttleSeconds));
  }

  /** Sends `frame`. */
  send(frame: string): void {
    this.#socket.send(frame);
  }

  /** Sends `frame`, and waits for the ending of what it starts. Rejects when it did not end well. */
  async ask(frame: string): Promise<void> {
    const timer = setTimeout(
      () => this.#ended.reject(new Error(`no ending: ${frame}`)),
      PATIENCE_MS,
    );
    try {
      this.#socket.send(frame);
      await this.ended;
    } finally {
      clearTimeout(timer);
    }
  }

  type(text: string): void {
    this.#socket.send(this.#speech.input(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close(1000);
    await this.#closed.promise;
  }

  #hear(frame: string): void {
    const { text, isEnding, failure } = this.#speech.read(frame);
    if (text !== undefined) this.onText(text);
    if (isEnding) this.#ended.resolve();
    if (failure !== undefined) this.#ended.reject(new Error(failure));
  }
}
