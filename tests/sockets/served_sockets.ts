import { upgrade } from "../../src/sockets/upgrade.ts";
import { Socket } from "../../src/sockets/socket.ts";
import { RawClient } from "../harness/raw_client.ts";

/**
 * Sockets of a bare server, each with the client at its other end. Disposing it cuts the clients.
 */
export interface ServedSockets extends AsyncDisposable {
  /** Opens a socket. */
  open(): Promise<{ readonly socket: Socket; readonly client: RawClient }>;
}

/** Serves sockets on a free port. */
export function serveSockets(): ServedSockets {
  const clients: RawClient[] = [];
  let opened = Promise.withResolvers<Socket>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      upgrade(request, (webSocket) => {
        const socket = new Socket(webSocket, "127.0.0.1:1");
        webSocket.onopen = () => opened.resolve(socket);
        webSocket.onerror = (event) => event.preventDefault();
      }),
  );
  return {
    open: async () => {
      opened = Promise.withResolvers();
      const client = await RawClient.connect(`http://127.0.0.1:${server.addr.port}`);
      clients.push(client);
      return { socket: await opened.promise, client };
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.cut();
      await server.shutdown();
    },
  };
}
