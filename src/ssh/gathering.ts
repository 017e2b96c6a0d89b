import process from "node:process";
import type { Socket } from "node:net";

/**
 * Makes `socket` send at once what is written to it in one turn: ssh2 writes each packet in three pieces, and would call
 * the system for each of them.
 */
export function gathering(socket: Socket): Socket {
  const write = socket.write;
  const flush = () => socket.uncork();
  socket.write = (...parameters: unknown[]) => {
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(flush);
    }
    return Reflect.apply(write, socket, parameters);
  };
  return socket;
}
