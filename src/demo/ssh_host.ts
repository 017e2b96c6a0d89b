import { once } from "node:events";
import net from "node:net";
import { fingerprint } from "../ssh2/fingerprint.ts";
import ssh2, { type Algorithms } from "../ssh2/ssh2.ts";
import type { Account } from "./account.ts";
import { findPrograms, type Programs } from "./programs.ts";
import { serveConnection } from "./serve_connection.ts";

/** Options for {@linkcode openSshHost}. */
export interface SshHostOptions extends Account {
  /** Private host key in OpenSSH's format. Default: a new ed25519 key. */
  readonly hostKey?: string;
}

/** SSH host. Disposing it cuts its connections and ends their processes, within about 1 s. */
export interface SshHost extends AsyncDisposable {
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** Fingerprint of the host key as `ssh-keygen -lf` prints it: `SHA256:…`. */
  readonly hostKey: string;
}

/**
 * Opens an SSH host for one user on a free port of 127.0.0.1, with shells, commands, terminals,
 * sftp and scp, and without forwarding. Unlike sshd, it ends all processes of a connection that
 * closes: SIGHUP, and a second later SIGKILL. A command of more than 34,000 bytes ends the
 * connection, because ssh2 takes no larger packet. The caller disposes the host.
 *
 * @throws {Error} when it cannot listen, or when the key cannot be read
 */
export async function openSshHost(
  { home, username, password, hostKey }: SshHostOptions,
): Promise<SshHost> {
  const key = hostKey ?? newHostKey();
  const hostKeyFingerprint = fingerprint(publicKeyOf(key));
  const programs = await findPrograms();
  const account = { home, username, password };
  const connections = new Set<Promise<void>>();
  const sockets = new Set<net.Socket>();
  // ssh2 exposes neither the socket of a connection nor a silent connection, so we listen
  // ourselves.
  const server = net.createServer({ noDelay: true }, (socket) => {
    if (!server.listening) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.setMaxListeners(0); // Each channel may wait for `drain`.
    socket.once("close", () => sockets.delete(socket));
    takeConnection(socket, { account, programs, key, connections });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("The SSH host has no TCP address");
  }
  const opened = new AsyncDisposableStack();
  opened.defer(async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all([closed, ...connections]);
  });
  return {
    port: address.port,
    hostKey: hostKeyFingerprint,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function takeConnection(
  socket: net.Socket,
  { account, programs, key, connections }: {
    account: Account;
    programs: Programs;
    key: string;
    connections: Set<Promise<void>>;
  },
): void {
  const protocol = new ssh2.Server({ hostKeys: [key], algorithms: ALGORITHMS }, (connection) => {
    const serving = serveConnection(connection, { account, programs, socket })
      .finally(() => connections.delete(serving));
    connections.add(serving);
  });
  protocol.injectSocket(socket);
}

/**
 * Algorithms that ssh2 runs under Deno, where zlib and the P-521 key exchange fail. The ciphers
 * need no separate MAC.
 */
const ALGORITHMS: Algorithms = {
  cipher: ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com"],
  kex: { append: [], prepend: [], remove: "ecdh-sha2-nistp521" },
  compress: ["none"],
};

/** Creates an ed25519 key. ssh2 cannot read one in 256 of its own keys, so it tries again. */
function newHostKey(): string {
  while (true) {
    const key = ssh2.utils.generateKeyPairSync("ed25519").private;
    if (!(ssh2.utils.parseKey(key) instanceof Error)) return key;
  }
}

/** Returns the public half of a key. @throws {Error} when the key cannot be read */
function publicKeyOf(privateKey: string): Uint8Array {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return key.getPublicSSH();
}
