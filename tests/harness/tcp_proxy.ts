import { connect, type Socket } from "node:net";
import { startTcpServer, type TcpServer } from "./tcp_server.ts";

/**
 * Proxy between a client and a server that a test can stop and cut. Disposing it cuts all
 * connections.
 */
export interface TcpProxy extends TcpServer {
  /**
   * Stops forwarding in both directions, also ends of streams. Connections stay and are accepted.
   */
  freeze(): void;
  /** Continues after {@linkcode TcpProxy.freeze}, with the bytes received meanwhile. */
  thaw(): void;
}

type Pair = readonly [near: Socket, far: Socket];

/**
 * Starts a proxy on a free port to `targetPort` of 127.0.0.1. The target sees connections from
 * `sourceAddress`, any address of 127.0.0.0/8. Default: 127.0.0.1.
 */
export async function startTcpProxy(
  targetPort: number,
  { sourceAddress = "127.0.0.1" }: { sourceAddress?: string } = {},
): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let frozen = false;
  const server = await startTcpServer((near) => {
    const far = connect({
      host: "127.0.0.1",
      port: targetPort,
      localAddress: sourceAddress,
      allowHalfOpen: true,
      noDelay: true,
    });
    const pair: Pair = [near, far];
    pairs.add(pair);
    // The target refused or reset the connection. "close" follows and resets the other half.
    far.on("error", () => {});
    far.on("close", () => {
      pairs.delete(pair);
      resetUnlessDone(far, near);
    });
    near.on("close", () => resetUnlessDone(near, far));
    if (!frozen) forward(pair);
  });
  return {
    host: server.host,
    port: server.port,
    get connections() {
      return server.connections;
    },
    cutAll: server.cutAll,
    freeze: () => {
      frozen = true;
      pairs.forEach(hold);
    },
    thaw: () => {
      frozen = false;
      pairs.forEach(forward);
    },
    [Symbol.asyncDispose]: async () => {
      pairs.forEach(([, far]) => far.resetAndDestroy());
      await server[Symbol.asyncDispose]();
    },
  };
}

/**
 * Resets `other`, unless both directions have ended in order: `other` may still send its last
 * bytes.
 */
function resetUnlessDone(closed: Socket, other: Socket): void {
  if (!(closed.readableEnded && closed.writableFinished)) other.resetAndDestroy();
}

function forward([near, far]: Pair): void {
  near.pipe(far);
  far.pipe(near);
}

function hold([near, far]: Pair): void {
  near.unpipe(far).pause();
  far.unpipe(near).pause();
}
