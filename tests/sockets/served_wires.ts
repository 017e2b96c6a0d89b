import { upgrade } from "../../src/sockets/upgrade.ts";
import { Wire } from "../../src/sockets/wire.ts";
import { RawClient } from "../harness/raw_client.ts";

/** Wires of a bare server, each with the client at its other end. Disposing it cuts the clients. */
export interface ServedWires extends AsyncDisposable {
  /** Opens a wire. */
  open(): Promise<{ readonly wire: Wire; readonly client: RawClient }>;
}

/** Serves wires on a free port. */
export function serveWires(): ServedWires {
  const clients: RawClient[] = [];
  let opened = Promise.withResolvers<Wire>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      upgrade(request, (socket) => {
        const wire = new Wire(socket, "127.0.0.1:1");
        socket.onopen = () => opened.resolve(wire);
        socket.onerror = (event) => event.preventDefault();
      }),
  );
  return {
    open: async () => {
      opened = Promise.withResolvers();
      const client = await RawClient.connect(`http://127.0.0.1:${server.addr.port}`);
      clients.push(client);
      return { wire: await opened.promise, client };
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.cut();
      await server.shutdown();
    },
  };
}
