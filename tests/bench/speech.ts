import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";

/** What a frame from a service means for its client. */
export interface Meaning {
  /** What the terminal printed. */
  readonly text?: string;
  /** The command has ended well. */
  readonly isEnding?: boolean;
  /** It did not: why. */
  readonly failure?: string;
}

/** The frames in which a service is spoken to. */
export interface Speech {
  /** The frame that runs a command; `throttleSeconds` undefined: the service's default. */
  command(text: string, throttleSeconds?: number): string;
  /** The frame that types into its terminal. */
  input(text: string): string;
  /** Reads a frame of the service. */
  read(frame: string): Meaning;
}

/** The speech of the plain relay. It says by closing the socket that the command has ended. */
export const relaySpeech: Speech = {
  command: (text) => `x${text}`,
  input: (text) => `i${text}`,
  read: (text) => ({ text }),
};

/** The protocol of the service, for its server `serverName`. */
export function serviceSpeech(serverName: string): Speech {
  const frame = (message: ClientMessage) => JSON.stringify(message);
  return {
    command: (command, throttle_interval) =>
      frame({ type: "ssh_command", data: { server_name: serverName, command, throttle_interval } }),
    input: (input) => frame({ type: "ssh_input", data: { input } }),
    read: (text) => meaningOf(JSON.parse(text)),
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
