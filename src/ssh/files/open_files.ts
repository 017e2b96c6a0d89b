import type { FilesConnection } from "../../domain/files.ts";
import type { Server } from "../../domain/server.ts";
import { orAborted } from "../../async/or_aborted.ts";
import { AppError, type ErrorKind } from "../../errors.ts";
import { ExecConnection } from "./exec_connection.ts";
import { SftpConnection } from "./sftp_connection.ts";
import type { WatchedConnection } from "./silence_alarm.ts";
import type { ConnectOptions } from "../connect_options.ts";
import { SshConnection } from "../ssh_connection.ts";

/** Options for {@linkcode openFiles}. */
export interface OpenFilesOptions extends ConnectOptions {
  /** See {@linkcode WatchedConnection.silenceMs}. Default: 45,000. */
  readonly silenceMs?: number;
}

const SILENCE_MS = 45_000;

/**
 * Connects to the files of a server: over SFTP where it offers that, by shell commands otherwise.
 * The caller disposes the connection.
 *
 * @throws {AppError} those of {@linkcode SshConnection.open}, 20005, 22003, 22004, 24000, 24004, or
 * the reason of the signal
 */
export async function openFiles(
  server: Server,
  { silenceMs = SILENCE_MS, ...options }: OpenFilesOptions,
): Promise<FilesConnection> {
  const { signal } = options;
  // The keepalive reports no file name: the silence alarm must fire first.
  const keepaliveMs = Math.max(10_000, silenceMs / 3);
  // SFTP libraries know names in UTF-8 only: with another encoding, shell commands are tried first.
  const isUtf8 = new TextDecoder(server.encoding).encoding === "utf-8";
  for (const open of isUtf8 ? [openSftp, openExec] : [openExec, openSftp]) {
    // A server that refuses one way may allow nothing else on that connection, or close it.
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

/** Function that opens files over an SSH connection. Returns undefined for a refused way. */
type Open = (watched: WatchedConnection) => Promise<FilesConnection | undefined>;

/** Opens files over an SSH connection, which is closed when that fails or returns undefined. */
async function opened(
  watched: WatchedConnection,
  { open, signal }: { open: Open; signal: AbortSignal },
): Promise<FilesConnection | undefined> {
  await using opening = new AsyncDisposableStack();
  const { connection } = watched;
  opening.use(connection);
  try {
    const files = await orAborted(signal, open(watched));
    if (files !== undefined) opening.move();
    return files;
  } catch (cause) {
    if (signal.aborted) connection.cut(); // A silent server would not close the connection.
    throw cause;
  }
}

/**
 * Opens files over SFTP. Returns undefined for a server without the subsystem, and for one whose
 * subsystem does not start or closes the connection.
 */
async function openSftp(watched: WatchedConnection): Promise<SftpConnection | undefined> {
  const kinds = [...MISSING, "SSH_CONNECTION_LOST"] as const;
  return await openUnless(kinds, () => SftpConnection.open(watched));
}

/** Opens files by shell commands. Returns undefined for a server that does not run those needed. */
async function openExec(watched: WatchedConnection): Promise<ExecConnection | undefined> {
  return await openUnless(MISSING, () => ExecConnection.open(watched));
}

/** Failures of a server that does not offer a way. */
const MISSING = ["SSH_SHELL_ERROR", "SCP_TRANSFER_FAILED"] as const;

/** Calls `open`. Returns undefined for a failure of `kinds`. @throws {AppError} other failures */
async function openUnless<Files>(
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
