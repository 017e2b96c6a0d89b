import type { Server } from "../domain/server.ts";
import type { Transfer } from "../domain/transfer.ts";
import type { JobDefinition } from "../protocol/job_definition.ts";
import { DEMO_JOB } from "./demo_job.ts";
import {
  furnishHome,
  type HomeFile,
  INBOX,
  OUTBOX,
  receiverFiles,
  senderFiles,
} from "./demo_homes.ts";
import { findPrograms } from "./programs.ts";
import { openSshHost } from "./ssh_host.ts";

/** Built-in SSH host, on a free port. Its password is 128 random bits in hexadecimal. */
export type DemoServer = Server & Required<Pick<Server, "password" | "hostKey">>;

/**
 * Built-in hosts. Disposing them ends their processes, but those with a session of their own, and
 * removes home folders that are temporary.
 */
export interface DemoHosts extends AsyncDisposable {
  /** Servers: `mdwap1p`, which has files to transfer, and `mypap1d`, which receives them. */
  readonly servers: readonly DemoServer[];
  /** Transfer of all files of the first server to the second one. */
  readonly transfers: readonly [Transfer];
  /** Jobs that they serve. */
  readonly jobs: readonly [JobDefinition];
}

/** Options for {@linkcode openDemoHosts}. */
export interface DemoHostsOptions {
  /**
   * Path of the folder of the home folders, which stay: a command that outlives the service finds
   * its home again. It is created. Default: temporary home folders.
   */
  readonly folder?: string | undefined;
}

/**
 * Opens two SSH hosts on 127.0.0.1, for a service without configured servers. Each has a new host
 * key, a random password and a home folder. The caller disposes them.
 *
 * Needs the permissions `net=127.0.0.1`, `read` and `write` of the folder, and `run` of `sh`,
 * `bash`, `script`, `stty` and `sftp-server`.
 *
 * @throws {Error} when the machine is not Linux, or lacks `script` or `stty`
 */
export async function openDemoHosts({ folder }: DemoHostsOptions = {}): Promise<DemoHosts> {
  await requireTerminals();
  await using opening = new AsyncDisposableStack();
  const sender = await openHost("mdwap1p", { files: senderFiles(), folder, opening });
  const receiver = await openHost("mypap1d", { files: receiverFiles(), folder, opening });
  const opened = opening.move();
  return {
    servers: [sender.server, receiver.server],
    transfers: [{
      name: "stub_data_transfer",
      from: { server: sender.server, path: `${sender.home}/${OUTBOX}/*.dat` },
      to: { server: receiver.server, path: `${receiver.home}/${INBOX}/` },
    }],
    jobs: [DEMO_JOB],
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function openHost(
  name: string,
  { files, folder, opening }: DemoHostsOptions & {
    files: readonly HomeFile[];
    opening: AsyncDisposableStack;
  },
): Promise<{ server: DemoServer; home: string }> {
  const home = folder === undefined
    ? await Deno.makeTempDir({ prefix: `${name}_` })
    : await madeFolder(`${folder}/${name}`);
  if (folder === undefined) opening.defer(() => Deno.remove(home, { recursive: true }));
  await furnishHome(home, { name, files });
  const login = { username: "demo", password: randomPassword() };
  const host = opening.use(await openSshHost({ home, ...login }));
  const { port, hostKey } = host;
  const server = { name, host: "127.0.0.1", port, ...login, hostKey, encoding: "utf-8" };
  return { server, home };
}

/** Makes a folder. Returns its absolute path. */
async function madeFolder(path: string): Promise<string> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  return await Deno.realPath(path);
}

function randomPassword(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}

/** @throws {Error} when the machine is not Linux, or lacks `script` or `stty` */
async function requireTerminals(): Promise<void> {
  if (Deno.build.os !== "linux") throw unmet("Linux: start the service there");
  const { script, stty } = await findPrograms();
  if (script === undefined) {
    throw unmet("the program script: install util-linux (or bsdutils)");
  }
  if (stty === undefined) throw unmet("the program stty: install coreutils");
}

function unmet(need: string): Error {
  const otherwise = "or configure real servers (<NAME>_IP, HIWARE_ID, HIWARE_PW)";
  return new Error(`The built-in SSH hosts need ${need}, ${otherwise}`);
}
