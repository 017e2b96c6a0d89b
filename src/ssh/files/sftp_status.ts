import type { FileEntryWithStats, Stats } from "../../ssh2/ssh2.ts";

/** A file or folder, links followed; see the port of the transfers. */
export interface SftpStatus {
  /** What it is. */
  readonly kind: "file" | "folder" | "special" | "broken";
  /** Of a file. */
  readonly sizeBytes: number;
  /** The twelve permission bits. */
  readonly mode: number;
  /** Modification time since 1970. */
  readonly modifiedSeconds: number;
}

/** What a file keeps. */
export interface Kept {
  /** The twelve permission bits. */
  readonly mode: number;
  /** Modification time since 1970. */
  readonly modifiedSeconds: number;
}

/** The twelve permission bits of a mode, and its type bits with the values that `stat` of every system has. */
const MODE = { permissions: 0o7777, type: 0o170000, folder: 0o040000, file: 0o100000 } as const;

/** What SFTP tells of a file or folder. A server that does not tell what it is means a file. */
export function statusOf({ mode, size, mtime }: Stats | FileEntryWithStats["attrs"]): SftpStatus {
  const type = mode & MODE.type;
  const isFile = type === MODE.file || type === 0;
  return {
    kind: isFile ? "file" : type === MODE.folder ? "folder" : "special",
    sizeBytes: size,
    mode: mode & MODE.permissions,
    modifiedSeconds: mtime,
  };
}

/** What SFTP sets. */
export function kept(
  { mode, modifiedSeconds }: Kept,
): { mode: number; atime: number; mtime: number } {
  return { mode, atime: modifiedSeconds, mtime: modifiedSeconds };
}
