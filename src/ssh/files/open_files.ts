import type { Server } from "../../domain/server.ts";
import { AppError, type ErrorKind } from "../../errors.ts";
import { Checksums } from "./checksums.ts";
import { ExecFiles } from "./exec_files.ts";
import { SftpCalls } from "./sftp_calls.ts";
import { SftpFiles } from "./sftp_files.ts";
import { type ConnectOptions, SshConnection } from "../ssh_connection.ts";

/** How files are reached. */
export interface OpenFilesOptions extends ConnectOptions {
  /** How long a server may owe an answer and say nothing; default 45,000. */
  readonly silenceMs?: number;
}

const SILENCE_MS = 45_000;

/**
 * Connects to the files of a server: over SFTP where it offers that, by shell commands otherwise. The caller disposes
 * them.
 *
 * @throws {AppError} those of {@linkcode SshConnection.open}, 20005, 22003, 22004, 24000, 24004, or the reason of the
 * signal
 */
export async function openFiles(
  server: Server,
  { silenceMs = SILENCE_MS, ...options }: OpenFilesOptions,
): Promise<SftpFiles | ExecFiles> {
  const { signal } = options;
  // The connection's own watch for a silent server, which knows less, must not be the faster one.
  const keepaliveMs = Math.max(10_000, silenceMs / 3);
  // SFTP libraries know names in UTF-8 only: where another encoding is at home, shell commands are tried first.
  const isUtf8 = new TextDecoder(server.encoding).encoding === "utf-8";
  for (const open of isUtf8 ? [openSftp, openExec] : [openExec, openSftp]) {
    // One for each way: a server that refuses one may allow nothing else on its connection, or close that.
    const connection = await SshConnection.open(server, {
      keepaliveMs,
      opensMore: true,
      ...options,
    });
    const files = await opened({ server: server.name, connection, silenceMs }, { open, signal });
    if (files !== undefined) return files;
  }
  const detail = `${server.name} offers neither SFTP nor the commands that would do instead`;
  throw new AppError("SCP_TRANSFER_FAILED", detail);
}

/** What files are reached with. */
interface Way {
  readonly server: string;
  readonly connection: SshConnection;
  readonly silenceMs: number;
}

type Files = SftpFiles | ExecFiles;

/** Opens files over a connection. Closes it when that fails, or returns undefined. */
async function opened(
  way: Way,
  { open, signal }: { open: (way: Way) => Promise<Files | undefined>; signal: AbortSignal },
): Promise<Files | undefined> {
  await using opening = new AsyncDisposableStack();
  const { connection } = way;
  opening.use(connection);
  const cut = () => connection.cut();
  signal.addEventListener("abort", cut, { once: true });
  try {
    const files = await open(way);
    signal.throwIfAborted();
    if (files !== undefined) opening.move();
    return files;
  } catch (cause) {
    throw signal.aborted ? signal.reason : cause;
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

/** Undefined for a server that has no such subsystem, or one that does not start, or that closes the connection then. */
async function openSftp(way: Way): Promise<SftpFiles | undefined> {
  return await unlessOf([...MISSING, "SSH_CONNECTION_LOST"], async () => {
    const calls = new SftpCalls(await way.connection.sftp(), way);
    const [checksums, isRenameAtomic, hasVolumes] = await Promise.all([
      Checksums.open(way.connection, way.server),
      calls.offers((sftp, done) => sftp.ext_openssh_rename("", "", (error) => done(error, null))),
      calls.offers((sftp, done) => sftp.ext_openssh_statvfs("/", done)),
    ]);
    return new SftpFiles({ ...way, calls, checksums, isRenameAtomic, hasVolumes });
  });
}

/** Undefined for a server that runs no commands, or not those that are needed. */
async function openExec(way: Way): Promise<ExecFiles | undefined> {
  return await unlessOf(MISSING, () => ExecFiles.open(way));
}

/** Failures that say that a server does not offer something; others are its troubles. */
const MISSING: readonly ErrorKind[] = ["SSH_SHELL_ERROR", "SCP_TRANSFER_FAILED"];

/** Returns undefined when `open` fails with one of `kinds`. */
async function unlessOf<Files>(
  kinds: readonly ErrorKind[],
  open: () => Promise<Files>,
): Promise<Files | undefined> {
  try {
    return await open();
  } catch (cause) {
    if (cause instanceof AppError && kinds.includes(cause.kind)) return undefined;
    throw cause;
  }
}
