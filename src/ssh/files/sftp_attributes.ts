import { type KeptAttributes, SFTP_TIMES } from "../../domain/files.ts";

/** Attributes of SFTP. */
interface SftpAttributes {
  readonly mode: number;
  readonly atime?: number;
  readonly mtime?: number;
}

/** Returns attributes as SFTP sets them, without a time that SFTP has no number for. */
export function kept({ mode, modifiedSeconds: seconds }: KeptAttributes): SftpAttributes {
  return hasSftpTime(seconds) ? { mode, atime: seconds, mtime: seconds } : { mode };
}

/** Checks whether SFTP has a number for a time: 1970 to 2106. */
export function hasSftpTime(seconds: number): boolean {
  return seconds >= 0 && seconds < SFTP_TIMES;
}
