import type { FileStatus } from "../../domain/files.ts";

/** Status of a link that leads nowhere, or to a place that cannot be reached. */
export const BROKEN: FileStatus = { kind: "broken", sizeBytes: 0, mode: 0, modifiedSeconds: 0 };

/** Bits of a mode, with the values that `stat` of every system has. */
const MODE = { permissions: 0o7777, type: 0o170000, folder: 0o040000, file: 0o100000 } as const;

/** Returns the status of a file, with its kind read from the type bits of `mode`. */
export function fileStatus({ mode, ...rest }: Omit<FileStatus, "kind">): FileStatus {
  const type = mode & MODE.type;
  const kind = type === MODE.file ? "file" : type === MODE.folder ? "folder" : "special";
  return { kind, mode: mode & MODE.permissions, ...rest };
}

/** Attributes that a server may leave out. */
export interface ToldAttributes {
  /** Type and permissions. */
  readonly mode?: number | undefined;
  /** Size, in bytes. */
  readonly size?: number | undefined;
  /** Modification time, in whole seconds since 1970. */
  readonly mtime?: number | undefined;
}

/** Reads the attributes that a server told. Returns undefined without type, size or time. */
export function toldStatus({ mode = 0, size, mtime }: ToldAttributes): FileStatus | undefined {
  if ((mode & MODE.type) === 0 || size === undefined || mtime === undefined) return undefined;
  return fileStatus({ mode, sizeBytes: size, modifiedSeconds: mtime });
}
