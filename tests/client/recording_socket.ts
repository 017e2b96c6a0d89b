import type { WebSocketClass } from "../../src/client/mod.ts";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";

/** Frames of all WebSockets of a class. */
export interface Recording {
  /** Class whose WebSockets are recorded. */
  readonly WebSocket: WebSocketClass;
  /** Messages in the order in which they were sent. */
  readonly sent: ClientMessage[];
  /** Called with each event before the client gets it. */
  onEvent: (event: ServerEvent) => void;
}

/** Creates a class of WebSockets whose frames are recorded. */
export function recordingSocket(): Recording {
  const sent: ClientMessage[] = [];
  class RecordedSocket extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols);
      this.addEventListener("message", ({ data }) => recording.onEvent(JSON.parse(data)));
    }
    override send(data: string): void {
      sent.push(JSON.parse(data));
      super.send(data);
    }
  }
  const recording: Recording = { WebSocket: RecordedSocket, sent, onEvent: () => {} };
  return recording;
}
