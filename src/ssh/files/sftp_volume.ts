import type { Volume } from "../../domain/files.ts";
import { isVolume } from "./sftp_answers.ts";
import type { SftpCalls } from "./sftp_calls.ts";

/** Flag of a read-only file system. */
const READ_ONLY = 1;

/** Answer to `statvfs@openssh.com`, as far as it is used. */
interface VolumeAnswer {
  readonly f_frsize: number;
  readonly f_bavail: number;
  readonly f_flag: number;
}

/** Reads how much space is left around `path`, by OpenSSH's extension `statvfs@openssh.com`. */
export async function readVolume(path: string, calls: SftpCalls): Promise<Volume> {
  const { f_frsize, f_bavail, f_flag } = await calls.ask<VolumeAnswer>(
    (sftp, done) => sftp.ext_openssh_statvfs(path, done),
    isVolume,
  );
  return { freeBytes: f_frsize * f_bavail, isReadOnly: (f_flag & READ_ONLY) !== 0 };
}
