import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";

/** Meaning of a frame for a client that waits for the ending of a terminal. */
export interface Meaning {
  /** Output of the terminal. */
  readonly text?: string;
  /** Whether the command has ended successfully. */
  readonly isEnding?: boolean;
  /** Reason why the command failed. */
  readonly failure?: string;
}

/** Options for a command. */
export interface CommandOptions {
  /** Time between two output frames, in seconds. Default: that of the service. */
  readonly throttleSeconds?: number;
  /** Whether carriage returns are not collapsed. */
  readonly raw?: boolean;
  /** Text that ends the command. */
  readonly stopPhrase?: string;
}

/** Frames of a protocol, and readers of the answers. */
export interface Speech {
  /** Returns the frame that runs a command on a terminal. */
  command(text: string, options?: CommandOptions): string;
  /** Returns the frame that opens a login shell on a terminal. */
  terminal(): string;
  /** Returns the frame that types into the terminal. */
  input(text: string): string;
  /** Reads a frame of a terminal. */
  read(frame: string): Meaning;
  /**
   * Returns the frame that runs a command for its exit code. The plain relay ignores the options.
   */
  exec(text: string, options?: CommandOptions): string;
  /**
   * Returns the exit code in `frame`, if any.
   *
   * @throws {Error} when the command failed without one
   */
  exitCode(frame: string): number | undefined;
  /** Returns the frame that asks for an answer. */
  ping(id: string): string;
  /** Returns the id of the ping that `frame` answers. */
  pong(frame: string): string | undefined;
  /** Returns the frame that causes a broadcast. The `round`s of a client count up from 0. */
  broadcast(round: number): string;
  /** Checks whether `frame` is the broadcast. */
  isBroadcast(frame: string): boolean;
}

/** Kind of {@linkcode Speech} that a service understands; it can be sent to a worker. */
export type Dialect = { readonly kind: "relay" } | {
  readonly kind: "service";
  /** Name of the server that runs the commands. */
  readonly serverName: string;
};

/** Returns the speech of a dialect. */
export function speechOf(dialect: Dialect): Speech {
  return dialect.kind === "relay" ? relaySpeech : serviceSpeech(dialect.serverName);
}

/** Speech of the plain relay. Closing the socket is the ending of a terminal. */
const relaySpeech: Speech = {
  command: (text) => `x${text}`,
  terminal: () => `xexec "$SHELL" -l`,
  input: (text) => `i${text}`,
  read: (text) => ({ text }),
  exec: (text) => `n${text}`,
  exitCode: Number,
  ping: (id) => `p${id}`,
  pong: (frame) => frame,
  broadcast: (round) => `b${round}`,
  isBroadcast: () => true,
};

/** Returns the speech of the service, for its server `serverName`. */
function serviceSpeech(serverName: string): Speech {
  const frame = (message: ClientMessage) => JSON.stringify(message);
  const command = (text: string, { throttleSeconds, raw, stopPhrase }: CommandOptions = {}) =>
    frame({
      type: "ssh_command",
      data: {
        server_name: serverName,
        command: text,
        throttle_interval: throttleSeconds,
        raw,
        stop_phrase: stopPhrase,
      },
    });
  return {
    command,
    terminal: () => frame({ type: "open_terminal", data: { server_name: serverName } }),
    input: (input) => frame({ type: "ssh_input", data: { input } }),
    read: (text) => meaningOf(JSON.parse(text)),
    exec: command,
    exitCode: (text) => exitCodeOf(JSON.parse(text)),
    ping: (request_id) => frame({ type: "get_lock_status", request_id }),
    pong: (text) => JSON.parse(text).request_id,
    broadcast: (round) => frame({ type: round % 2 === 0 ? "start_session" : "end_session" }),
    isBroadcast: (text) => text.startsWith('{"type":"session_status"'),
  };
}

function meaningOf(event: ServerEvent): Meaning {
  switch (event.type) {
    case "output":
      return { text: event.data };
    case "complete":
      return { isEnding: true };
    case "error":
    case "cancelled":
      return { failure: JSON.stringify(event) };
    default:
      return {};
  }
}

function exitCodeOf(event: ServerEvent): number | undefined {
  const { failure } = meaningOf(event);
  if (failure !== undefined) throw new Error(failure);
  return event.type === "complete" && "exit_code" in event ? event.exit_code ?? NaN : undefined;
}
