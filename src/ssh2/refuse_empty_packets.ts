import type { Client } from "ssh2";

/** Parts of ssh2's client that the check uses. */
interface Internals {
  readonly _protocol: {
    readonly _handlers: {
      CHANNEL_OPEN_CONFIRMATION: (protocol: unknown, info: { packetSize: number }) => void;
    };
  };
}

/**
 * Closes the connection of a server that opens a channel with a maximum packet size of 0. ssh2
 * 1.17.0 would send empty packets in an endless loop, which blocks the process until its memory is
 * full. Call it after `client.connect`.
 */
export function refuseEmptyPackets(client: Client): void {
  const { _handlers: handlers } = (client as unknown as Internals)._protocol;
  const confirm = handlers.CHANNEL_OPEN_CONFIRMATION;
  handlers.CHANNEL_OPEN_CONFIRMATION = (protocol, info) => {
    if (info.packetSize > 0) return confirm(protocol, info);
    client.emit("error", new Error("The server takes only empty packets on a channel"));
    client.destroy();
  };
}
