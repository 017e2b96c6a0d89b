import type { Server } from "../../src/domain/server.ts";
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Socket } from "node:net";
import ssh2, { type Connection, type ServerConfig as HostConfig } from "../../src/ssh2/ssh2.ts";

/**
 * SSH server in the test process, for behaviour that OpenSSH lacks. Disposing it cuts its
 * connections.
 */
export interface Ssh2Host extends AsyncDisposable {
  /** Server with its login. */
  readonly server: Server;
}

/** Starts a server on a free port of 127.0.0.1. `serve` is called with each connection. */
export async function startSsh2Host(
  hostKeys: HostConfig["hostKeys"],
  serve: (connection: Connection) => void,
): Promise<Ssh2Host> {
  const sockets = new Set<Socket>();
  const hosts = new ssh2.Server({ hostKeys, algorithms: { compress: ["none"] } }, serve);
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    hosts.injectSocket(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  return {
    server: { name: "a", host: "127.0.0.1", port, username: "u", password: "p", encoding: "utf-8" },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        listener.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Creates an RSA host key in PEM. ssh2 cannot read 1 of 256 Ed25519 keys that it creates. */
export function newHostKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}
