import { type CommandOptions, type Dialect, type Speech, speechOf } from "./speech.ts";

/** Terminal that a row of the benchmark types into. */
export interface Terminal extends AsyncDisposable {
  /** Called with the output of the terminal. */
  onText: (text: string) => void;
  /** Types `text`. */
  type(text: string): void;
  /** Resolves when the command has ended. */
  readonly ended: Promise<void>;
}

/** Address and dialect of a service; it can be sent to a worker. */
export interface Service {
  /** Address: `ws://…`. */
  readonly url: string;
  readonly dialect: Dialect;
}

/** Maximum time to wait for an ending, in milliseconds. */
const PATIENCE_MS = 180_000;

/** WebSocket for one terminal, or for any number of questions. Disposing it closes the socket. */
export class Client implements Terminal {
  onText: (text: string) => void = () => {};
  readonly speech: Speech;
  readonly #socket: WebSocket;
  readonly #ended = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #receive: (frame: string) => void = (frame) => this.#receiveTerminal(frame);

  private constructor(socket: WebSocket, speech: Speech) {
    this.#socket = socket;
    this.speech = speech;
    this.#ended.promise.catch(() => {}); // Awaited by `finish`.
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onerror = (event) => event.preventDefault();
    socket.onclose = ({ code }) => {
      this.#closed.resolve();
      if (code === 1000) this.#ended.resolve();
      else this.#ended.reject(new Error(`the service closed the socket: ${code}`));
    };
  }

  /** Connects to `service`. */
  static async connect({ url, dialect }: Service): Promise<Client> {
    const socket = new WebSocket(url);
    const client = new Client(socket, speechOf(dialect));
    const { promise: opened, resolve } = Promise.withResolvers<void>();
    socket.onopen = () => resolve();
    await Promise.race([opened, client.ended]);
    return client;
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Runs `command` on a terminal, and waits for its ending. Rejects when the command fails. */
  async run(command: string, options: CommandOptions = {}): Promise<void> {
    await this.finish(this.speech.command(command, options));
  }

  /** Sends `frame`. */
  send(frame: string): void {
    this.#socket.send(frame);
  }

  /** Sends `frame`, and waits for the ending of its command. Rejects when the command fails. */
  async finish(frame: string): Promise<void> {
    this.#socket.send(frame);
    await this.#patiently(frame, this.ended);
  }

  /** Sends `frame`, and waits for the first frame for which `read` returns an answer. */
  async ask<Answer>(
    frame: string,
    read: (frame: string) => Answer | undefined,
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#receive = (frame) => {
      try {
        const answer = read(frame);
        if (answer !== undefined) resolve(answer);
      } catch (error) {
        reject(error);
      }
    };
    this.#socket.send(frame);
    return await this.#patiently(frame, promise);
  }

  type(text: string): void {
    this.#socket.send(this.speech.input(text));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.close(1000);
    await this.#closed.promise;
  }

  #receiveTerminal(frame: string): void {
    const { text, isEnding, failure } = this.speech.read(frame);
    if (text !== undefined) this.onText(text);
    if (isEnding) this.#ended.resolve();
    if (failure !== undefined) this.#ended.reject(new Error(failure));
  }

  async #patiently<Value>(frame: string, awaited: Promise<Value>): Promise<Value> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`no ending: ${frame}`)), PATIENCE_MS);
    // A closed socket sends no answer.
    const cut = this.#closed.promise.then(() => this.ended).then(() => {
      throw new Error(`the service closed the socket after ${frame}`);
    });
    try {
      return await Promise.race([awaited, late, cut]);
    } finally {
      clearTimeout(timer);
      cut.catch(() => {});
    }
  }
}
