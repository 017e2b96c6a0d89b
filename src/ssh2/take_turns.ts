import type { Socket } from "node:net";
import { setImmediate } from "node:timers";

/** What is read of one connection before others have their turn, in bytes: 1 to 3 ms of deciphering. */
const BYTES_IN_A_TURN = 131_072;

/**
 * Lets the event loop turn while much comes from `socket`. Under Deno a socket is read on as long as it has something, and
 * ssh2 deciphers at once: 2 MiB, the window of a channel, would hold up everything else for 20 to 40 ms.
 *
 * To be called when ssh2 reads the socket already, because listening lets the data flow. Ends with the socket.
 */
export function takeTurns(socket: Socket): void {
  let read = 0;
  socket.on("data", ({ length }) => {
    read += length;
    if (read < BYTES_IN_A_TURN) return;
    read = 0;
    socket.pause();
    setImmediate(() => socket.resume());
  });
}
