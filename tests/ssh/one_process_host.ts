import { createServer, type Socket } from "node:net";
import { generateKeyPairSync } from "node:crypto";
import type { ServerConfig } from "../../src/config.ts";
import ssh2, { type ParsedKey, type ServerChannel } from "../../src/ssh2/ssh2.ts";

/** A host whose connections are all served by the process of the test. Disposing it closes it. */
export interface OneProcessHost extends AsyncDisposable {
  /** How to log in. */
  readonly server: ServerConfig;
}

/** Options for {@linkcode startOneProcessHost}. */
export interface OneProcessHostOptions {
  /** Text of `SSH_CONNECTION` for the commands. Default: none. */
  readonly sshConnection?: string;
  /** Presents the public half of a key that the host does not own. Default: false. */
  readonly isImpostor?: boolean;
}

/** Starts a host on a free port of 127.0.0.1. It runs commands in `/bin/sh`, for everybody. */
export async function startOneProcessHost(
  { sshConnection, isImpostor = false }: OneProcessHostOptions = {},
): Promise<OneProcessHost> {
  const key = rsaKey();
  if (isImpostor) {
    const foreign = rsaKey();
    key.getPublicSSH = () => foreign.getPublicSSH();
  }
  const sockets = new Set<Socket>();
  const env: Record<string, string> = sshConnection === undefined
    ? {}
    : { SSH_CONNECTION: sshConnection };
  // The types know no parsed key here; ssh2 takes one.
  const hostKeys = [{ key: key as unknown as string }];
  const hosts = new ssh2.Server(
    { hostKeys, algorithms: { compress: ["none"] } },
    (connection) => {
      connection.on("error", () => {}).on("authentication", (attempt) => attempt.accept())
        .on("session", (accept) => {
          accept().on("exec", (accept, _reject, { command }) => run(command, accept(), env));
        });
    },
  );
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

function rsaKey(): ParsedKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = ssh2.utils.parseKey(privateKey.export({ type: "pkcs1", format: "pem" }).toString());
  if (key instanceof Error) throw key;
  return key;
}

async function run(
  command: string,
  channel: ServerChannel,
  env: Record<string, string>,
): Promise<void> {
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", command],
    env,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  // A program may end before it has read all.
  channel.on("data", (chunk: Uint8Array) => stdin.write(chunk).catch(() => {}))
    .on("end", () => stdin.close().catch(() => {}));
  const { code, stdout } = await child.output();
  channel.write(stdout);
  channel.exit(code);
  channel.end();
}
