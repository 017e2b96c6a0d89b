import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";

/** What a frame means for who waits for the ending of a terminal. */
export interface Meaning {
  /** What the terminal printed. */
  readonly text?: string;
  /** The command has ended well. */
  readonly isEnding?: boolean;
  /** It did not: why. */
  readonly failure?: string;
}

/** How a command is run. */
export interface CommandOptions {
  /** Undefined: the service's default. */
  readonly throttleSeconds?: number;
  /** Do not collapse carriage returns. */
  readonly raw?: boolean;
  /** Text that ends the command. */
  readonly stopPhrase?: string;
}

/** The frames in which a service is spoken to: each kind with what is read from the answers to it. */
export interface Speech {
  /** Runs a command on a terminal. */
  command(text: string, options?: CommandOptions): string;
  /** Opens a login shell on a terminal. */
  terminal(): string;
  /** Types into its terminal. */
  input(text: string): string;
  /** Reads what comes of a terminal. */
  read(frame: string): Meaning;
  /** Runs a command for the sake of its exit code. The plain relay knows no options. */
  exec(text: string, options?: CommandOptions): string;
  /** The exit code, if `frame` tells it. @throws when the command failed otherwise */
  exitCode(frame: string): number | undefined;
  /** Asks for an answer. */
  ping(id: string): string;
  /** The id of the ping that `frame` answers. */
  pong(frame: string): string | undefined;
  /** Makes the service tell something to everyone; the `round`s of one client count up from 0. */
  broadcast(round: number): string;
  /** Whether `frame` is what everyone is told. */
  isBroadcast(frame: string): boolean;
}

/** Which {@linkcode Speech} a service understands. Can be told to a worker. */
export type Dialect = { readonly kind: "relay" } | {
  readonly kind: "service";
  /** Where its commands run. */
  readonly serverName: string;
};

/** The speech of a dialect. */
export function speechOf(dialect: Dialect): Speech {
  return dialect.kind === "relay" ? relaySpeech : serviceSpeech(dialect.serverName);
}

/** The plain relay says by closing the socket that a terminal has ended; what else it sends depends on what was asked alone. */
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

/** The protocol of the service, for its server `serverName`. */
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
