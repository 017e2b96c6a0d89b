import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { serverVariables, startApp } from "../harness/app.ts";
import { startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { Random } from "../output/random.ts";

/** Options for {@linkcode textOverCutWire}. */
export interface CutWireOptions {
  /** Number of lines that are printed, each with its number. */
  readonly lines: number;
  /** Number of times that the TCP connection is cut. */
  readonly cuts: number;
  /** Bytes that may be unacknowledged. Default: the client acknowledges nothing. */
  readonly window?: number;
  /** Seed of the random moments of the cuts. */
  readonly seed: number;
}

/**
 * Runs `seq` over a TCP connection that is cut at random moments, resumes each time, and returns
 * the text that came.
 */
export async function textOverCutWire(
  { lines, cuts, window, seed }: CutWireOptions,
): Promise<string> {
  await using sshd = await startSshd();
  await using app = await startApp(serverVariables("a", sshd));
  await using wire = await startTcpProxy(Number(new URL(app.url).port));
  const random = new Random(seed);
  const client = new Resumer(`ws://127.0.0.1:${wire.port}/ws/v1/stub`);
  // Not in the last part, so that none comes too late: frames may hold several of these moments.
  const characters = Math.floor(0.6 * lines * `${lines}\r\n`.length);
  const moments = Array.from({ length: cuts }, () => random.below(characters)).sort((a, b) =>
    a - b
  );
  let received = 0;
  let cutConnections = 0;
  client.onText = ({ length }) => {
    received += length;
    // Received text still comes after a cut. A handshake that is cut leaves an open operation in
    // Deno, so that only an open connection is cut.
    if (cutConnections === client.connections || received < (moments[0] ?? Infinity)) return;
    moments.shift();
    cutConnections = client.connections;
    setTimeout(wire.cutAll, random.below(4));
  };
  await client.run({ server_name: "a", command: `seq 1 ${lines}`, throttle_interval: 0, window });
  if (moments.length > 0) throw new Error(`${moments.length} of ${cuts} cuts were not made`);
  return client.text;
}

type SshCommand = Extract<ClientMessage, { type: "ssh_command" }>;

/** A client that goes on over another connection when it loses one. */
class Resumer {
  onText: (text: string) => void = () => {};
  connections = 0;
  readonly #url: string;
  readonly #pieces: string[] = [];
  #token: string | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  get text(): string {
    return this.#pieces.join("");
  }

  /** Runs a command to its good end. */
  async run(data: SshCommand["data"]): Promise<void> {
    while (!await this.#speak({ type: "ssh_command", data }));
  }

  /**
   * Begins with `start`, or goes on; true when that has ended, false when the connection is lost.
   */
  async #speak(start: SshCommand): Promise<boolean> {
    const socket = new WebSocket(this.#url);
    const send = (message: ClientMessage) => socket.send(JSON.stringify(message));
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    const closed = Promise.withResolvers<void>();
    socket.onerror = (event) => event.preventDefault();
    socket.onclose = () => {
      resolve(false);
      closed.resolve();
    };
    socket.onmessage = ({ data }) => {
      const event: ServerEvent = JSON.parse(data);
      const seq = this.#pieces.length;
      if (event.type === "welcome") {
        this.connections++;
        const token = this.#token;
        this.#token ??= event.resume_token;
        const message: ClientMessage = token === undefined
          ? start
          : { type: "resume", data: { token, seq } };
        send(message);
      } else if (event.type === "output") {
        if (event.seq !== seq + 1) reject(new Error(`output ${event.seq} came after ${seq}`));
        this.#pieces.push(event.data);
        if (start.data.window !== undefined) send({ type: "ack", data: { seq: event.seq } });
        this.onText(event.data);
      } else if (event.type === "complete") resolve(true);
      else if (event.type === "error") reject(new Error(event.detail));
    };
    try {
      return await promise;
    } finally {
      socket.close();
      await closed.promise;
    }
  }
}
