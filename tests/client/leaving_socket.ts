import type { WebSocketClass } from "../../src/client/mod.ts";
import type { ClientMessage } from "../../src/protocol/client_messages.ts";

/** WebSockets of a page that is left. */
export interface Leaving {
  /** Class of its WebSockets. */
  readonly WebSocket: WebSocketClass;
  /** Called with each message before it is sent, if it still is. */
  onSend: (message: ClientMessage) => void;
  /** Sends nothing from now on, and opens no WebSocket. */
  leave(): void;
}

/** Creates the class of the WebSockets of a page. */
export function leavingSocket(): Leaving {
  let hasLeft = false;
  class PageSocket extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(hasLeft ? "ws://127.0.0.1:9" : url, protocols);
    }
    override send(data: string): void {
      leaving.onSend(JSON.parse(data));
      if (!hasLeft) super.send(data);
    }
  }
  const leaving: Leaving = {
    WebSocket: PageSocket,
    onSend: () => {},
    leave: () => {
      hasLeft = true;
    },
  };
  return leaving;
}
