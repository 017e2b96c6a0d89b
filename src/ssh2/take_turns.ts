import type { Socket } from "node:net";
import { setImmediate } from "node:timers";

/** Number of bytes after which a connection pauses: about 1 ms of deciphering. */
const BYTES_IN_A_TURN = 65_536;
/**
 * Number of turns of the event loop that a pause lasts. One WebSocket message takes several turns,
 * because Deno does little of its work in each while a socket of `node:net` is readable.
 */
const TURNS = 30;

/**
 * Pauses `socket` now and then while it receives much. Deno reads a socket as long as it is
 * readable, and ssh2 deciphers at once: no other client would be served during a flood. Ends with
 * the socket.
 *
 * Called when ssh2 already reads the socket, because a `data` listener lets the data flow.
 */
export function takeTurns(socket: Socket): void {
  let read = 0;
  socket.on("data", ({ length }) => {
    read += length;
    if (read < BYTES_IN_A_TURN) return;
    read = 0;
    socket.pause();
    afterTurns(TURNS, () => socket.resume());
  });
}

function afterTurns(turns: number, then: () => void): void {
  setImmediate(() => turns > 1 ? afterTurns(turns - 1, then) : then());
}
