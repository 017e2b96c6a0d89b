import { createServer, type Server, type Socket } from "node:net";

/** A TCP server on 127.0.0.1. Disposal stops it and cuts its connections. */
export interface TcpServer extends AsyncDisposable {
  /** Where it listens. */
  readonly host: "127.0.0.1";
  /** Free before it started. */
  readonly port: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Resets every connection (RST); the server goes on listening. */
  cutAll(): void;
}

/** What a server does with a connection. A server that does nothing accepts and stays silent. */
export type OnConnection = (socket: Socket) => void;

/** An {@linkcode OnConnection}: says who it is, as SSH does (RFC 4253, 4.2), and closes. */
export function closeAfterBanner(socket: Socket): void {
  socket.end("SSH-2.0-OpenSSH_9.2p1\r\n");
}

/** An {@linkcode OnConnection}: says nothing, and closes when the client does. One that does not read would not notice that. */
export function staySilent(socket: Socket): void {
  socket.on("end", () => socket.end()).resume();
}

/** An {@linkcode OnConnection}: says something that is no SSH, and stays. */
export function speakGarbage(socket: Socket): void {
  socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  socket.write(new Uint8Array(512).fill(0xff));
}

/** Starts a server on a free port, for peers that misbehave. Without `onConnection` it accepts and says nothing. */
export async function startTcpServer(onConnection: OnConnection = () => {}): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A peer that resets is no failure of a server made to be treated badly; "close" follows.
    socket.on("error", () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cutAll = () => sockets.forEach((socket) => socket.resetAndDestroy());
  return {
    host: "127.0.0.1",
    port: portOf(server),
    get connections() {
      return sockets.size;
    },
    cutAll,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not a TCP server");
  return address.port;
}
