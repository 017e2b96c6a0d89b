import type { Socket } from "node:net";
import { setImmediate } from "node:timers";

/** What is read of one connection before others have their turn, in bytes: about 1 ms of deciphering. */
const BYTES_IN_A_TURN = 65_536;
/**
 * How often the event loop turns for the others. While a socket of `node:net` has something to read, Deno gives what came
 * in over its WebSockets only a little of each turn: one message takes several.
 */
const TURNS = 30;

/**
 * Lets others have their turn while much comes from `socket`. Under Deno a socket is read on as long as it has something, and
 * ssh2 deciphers at once: other clients would not be heard for as long as a flood lasts.
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
    afterTurns(TURNS, () => socket.resume());
  });
}

function afterTurns(turns: number, then: () => void): void {
  setImmediate(() => turns > 1 ? afterTurns(turns - 1, then) : then());
}
