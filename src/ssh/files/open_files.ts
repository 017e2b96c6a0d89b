import type { ServerConfig } from "../../config.ts";
import { AppError } from "../../errors.ts";
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
  server: ServerConfig,
  { silenceMs = SILENCE_MS, ...options }: OpenFilesOptions,
): Promise<SftpFiles | ExecFiles> {
  const { signal } = options;
  // The connection's own watch for a silent server, which knows less, must not be the faster one.
  const keepaliveMs = Math.max(10_000, silenceMs / 3);
  await using opening = new AsyncDisposableStack();
  const connection = opening.use(await SshConnection.open(server, { keepaliveMs, ...options }));
  const cut = () => connection.cut();
  signal.addEventListener("abort", cut, { once: true });
  try {
    const files = await filesOver(connection, { server, silenceMs });
    signal.throwIfAborted();
    opening.move();
    return files;
  } catch (cause) {
    throw signal.aborted ? signal.reason : cause;
  } finally {
    signal.removeEventListener("abort", cut);
  }
}

/** What files are reached with. */
interface Way {
  readonly server: string;
  readonly connection: SshConnection;
  readonly silenceMs: number;
}

/** SFTP libraries know names in UTF-8 only: where another encoding is at home, shell commands are tried first. */
async function filesOver(
  connection: SshConnection,
  { server: { name, encoding }, silenceMs }: { server: ServerConfig; silenceMs: number },
): Promise<SftpFiles | ExecFiles> {
  const way = { server: name, connection, silenceMs };
  const ways = [openSftp, openExec];
  if (new TextDecoder(encoding).encoding !== "utf-8") ways.reverse();
  for (const open of ways) {
    const files = await open(way);
    if (files !== undefined) return files;
  }
  const detail = `${name} offers neither SFTP nor the commands that would do instead`;
  throw new AppError("SCP_TRANSFER_FAILED", detail);
}

/** Undefined for a server that has no such subsystem, or one that does not start. */
async function openSftp(way: Way): Promise<SftpFiles | undefined> {
  return await unlessMissing(way.connection, async () => {
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
  return await unlessMissing(way.connection, () => ExecFiles.open(way));
}

/** Tells a server that does not offer something from one that has other troubles. */
async function unlessMissing<Files>(
  connection: SshConnection,
  open: () => Promise<Files>,
): Promise<Files | undefined> {
  try {
    return await open();
  } catch (cause) {
    const isMissing = cause instanceof AppError &&
      ["SSH_SHELL_ERROR", "SCP_TRANSFER_FAILED"].includes(cause.kind);
    if (isMissing && !connection.isClosed) return undefined;
    throw cause;
  }
}
