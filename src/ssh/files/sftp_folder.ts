import { Buffer } from "node:buffer";
import { AppError } from "../../errors.ts";
import type { FileEntryWithStats, Stats } from "../../ssh2/ssh2.ts";
import { isHandle, isListing, isStats } from "./sftp_answers.ts";
import type { SftpCalls } from "./sftp_calls.ts";
import { STATUS } from "./sftp_channel.ts";

/** Longest path of a folder below which Linux allows every name: its limit is 4,095 bytes. */
const LONGEST_FOLDER = 4095 - 1 - 255;

/** Options for {@linkcode readFolder}. */
export interface ReadFolderOptions {
  /** SFTP of the server. */
  readonly calls: SftpCalls;
  /** Name of the server. */
  readonly server: string;
}

/**
 * Reads all entries of the folder at `path`, as the SFTP library tells them.
 *
 * OpenSSH's server leaves out every name whose status it cannot read: all names in a folder without
 * the right to enter it, and those whose path is longer than its system allows. Source:
 * sftp-server.c, process_readdir.
 *
 * @throws {AppError} 24003 for a folder that cannot be read or entered, 24000 for one whose path is
 * so long that the server can leave out names
 */
export async function readFolder(
  path: string,
  { calls, server }: ReadFolderOptions,
): Promise<FileEntryWithStats[]> {
  if (Buffer.byteLength(path) > LONGEST_FOLDER) {
    const detail = `the path is so long that the SFTP of ${server} can leave out names`;
    throw new AppError("SCP_TRANSFER_FAILED", detail);
  }
  const fine = [STATUS.noSuchFile, STATUS.failure];
  const [entries] = await Promise.all([
    readEntries(path, calls),
    calls.askUnless<Stats>(fine, (sftp, done) => sftp.stat(`${path}/.`, done), {
      isAnswer: isStats,
    }),
  ]);
  return entries;
}

/** Reads packet by packet: a server that sends a large folder at once would seem silent. */
async function readEntries(path: string, calls: SftpCalls): Promise<FileEntryWithStats[]> {
  const handle = await calls.ask<Buffer>((sftp, done) => sftp.opendir(path, done), isHandle);
  const entries: FileEntryWithStats[] = [];
  try {
    for (;;) {
      const more = await calls.askUnless<FileEntryWithStats[]>(
        [STATUS.endOfFile],
        (sftp, done) => sftp.readdir(handle, done),
        { isAnswer: isListing },
      );
      if (more === undefined) return entries;
      entries.push(...more);
    }
  } finally {
    calls.close(handle);
  }
}
