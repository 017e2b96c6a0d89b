import type { Socket } from "node:net";
import process from "node:process";

/** As much is sent without waiting for the end of the turn, so that the server need not wait for it either. */
const GATHERED_BYTES = 256 * 1024;

/**
 * Makes `socket` send together what is written to it in one turn of the event loop: at its end, or 256 KiB and more at
 * once. ssh2 writes every packet in three pieces, and a chunk of a file is eight packets: each piece alone would cost a
 * system call here, and wake up the server. Only after `connect`, which undoes what was done to `write`.
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
