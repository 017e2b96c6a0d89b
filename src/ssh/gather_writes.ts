import type { Socket } from "node:net";
import process from "node:process";

/** Number of gathered bytes that are sent before the turn ends, so that the server is kept busy. */
const GATHERED_BYTES = 256 * 1024;

/**
 * Makes `socket` send all writes of one turn of the event loop together: when the turn ends, or
 * when 256 KiB are gathered. ssh2 writes each packet in three pieces, and a chunk of a file is
 * eight packets. Each piece alone would cost a system call, and wake up the server.
 *
 * Called after `connect`, which replaces `write`.
 */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket);
  socket.write = (data: Uint8Array | string, ...rest: [never?, never?]) => {
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    } else if (socket.writableLength >= GATHERED_BYTES) {
      socket.uncork();
      socket.cork();
    }
    return write(data, ...rest);
  };
}
