import type { Server } from "../../src/domain/server.ts";
import { inTime } from "./in_time.ts";
import { makeKey } from "./sshd_keys.ts";
import { createUser } from "./sshd_user.ts";

/** Path of the server in Debian's package `tinysshd`. */
const TINYSSHD_PROGRAM = "/usr/sbin/tinysshd";

/** TinySSH server on 127.0.0.1 with its own Unix user: one channel per connection, no SFTP. */
export interface Tinysshd extends AsyncDisposable {
  /** Server with its login. */
  readonly server: Server & { readonly keyFile: string };
  /** Path of a folder of the user. */
  readonly folder: string;
  /** Number of connections so far. */
  readonly connections: number;
}

/** Registers a test that is skipped without TinySSH or without root. */
export function tinysshdTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, ignore: Deno.uid() !== 0 || !isInstalled() });
}

/** Starts a server on a free port. Each connection gets its own `tinysshd`, as with inetd. */
export async function startTinysshd(): Promise<Tinysshd> {
  await using opening = new AsyncDisposableStack();
  const user = opening.use(await createUser());
  const keyFolder = `${user.serverFolder}/tinyssh`;
  await new Deno.Command("tinysshd-makekey", { args: ["-q", keyFolder] }).output();
  const keyFile = `${user.serverFolder}/client_ed25519`;
  makeKey(keyFile, { type: "ed25519" });
  user.authorize(await Deno.readTextFile(`${keyFile}.pub`));
  const listener = opening.use(Deno.listen({ hostname: "127.0.0.1", port: 0 }));
  const count = { connections: 0 };
  const serving = serveAll(listener, { keyFolder, count });
  const opened = opening.move();
  const { port } = listener.addr as Deno.NetAddr;
  return {
    server: { name: "t", host: "127.0.0.1", port, username: user.name, keyFile, encoding: "utf-8" },
    folder: user.folder,
    get connections() {
      return count.connections;
    },
    [Symbol.asyncDispose]: async () => {
      await opened.disposeAsync();
      await inTime(serving, "every tinysshd ends with its connection");
    },
  };
}

/** Serves until the listener is closed and the last connection has ended. */
async function serveAll(
  listener: Deno.Listener,
  { keyFolder, count }: { keyFolder: string; count: { connections: number } },
): Promise<void> {
  const serving: Promise<void>[] = [];
  for await (const connection of listener) {
    count.connections++;
    serving.push(serve(connection, keyFolder));
  }
  await Promise.all(serving);
}

async function serve(connection: Deno.Conn, keyFolder: string): Promise<void> {
  const program = new Deno.Command(TINYSSHD_PROGRAM, {
    args: [keyFolder],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  await Promise.allSettled([
    connection.readable.pipeTo(program.stdin),
    program.stdout.pipeTo(connection.writable),
    program.status,
  ]);
}

function isInstalled(): boolean {
  try {
    return Deno.statSync(TINYSSHD_PROGRAM).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
