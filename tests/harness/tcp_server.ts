import { createServer, type Server, type Socket } from "node:net";

/** TCP server on 127.0.0.1. Disposing it stops the server and cuts its connections. */
export interface TcpServer extends AsyncDisposable {
  /** Address of the listener. */
  readonly host: "127.0.0.1";
  /** Port of the listener. */
  readonly port: number;
  /** Number of open connections. */
  readonly connections: number;
  /** Resets all connections (RST). The server still listens. */
  cutAll(): void;
}

/** Behaviour of a server towards a connection. */
export type OnConnection = (socket: Socket) => void;

/** Sends the SSH identification line (RFC 4253, 4.2), and closes. */
export function closeAfterBanner(socket: Socket): void {
  socket.end("SSH-2.0-OpenSSH_9.2p1\r\n");
}

/** Sends nothing, and closes when the client does. Reading is needed to notice the close. */
export function staySilent(socket: Socket): void {
  socket.on("end", () => socket.end()).resume();
}

/** Sends bytes that are not SSH, and keeps the connection open. */
export function speakGarbage(socket: Socket): void {
  socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  socket.write(new Uint8Array(512).fill(0xff));
}

/** Starts a server on a free port. Without `onConnection` it accepts and sends nothing. */
export async function startTcpServer(onConnection: OnConnection = () => {}): Promise<TcpServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A reset by the peer is no failure of this server. "close" follows.
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
