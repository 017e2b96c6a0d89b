/** What a file or folder keeps on its way. */
export interface KeptAttributes {
  /** The twelve permission bits. */
  readonly mode: number;
  /** Modification time, whole seconds since 1970. */
  readonly modifiedSeconds: number;
}

/** A file or folder, links followed; see the port of the transfers. */
export interface FileStatus extends KeptAttributes {
  /** What it is. `broken`: a link that leads nowhere. */
  readonly kind: "file" | "folder" | "special" | "broken";
  /** Of a file. */
  readonly sizeBytes: number;
}

/** Status of a link that leads nowhere, or to a place that cannot be reached. */
export const BROKEN: FileStatus = { kind: "broken", sizeBytes: 0, mode: 0, modifiedSeconds: 0 };

/** The permission bits of a mode, and its type bits with the values that `stat` of every system has. */
const MODE = { permissions: 0o7777, type: 0o170000, folder: 0o040000, file: 0o100000 } as const;

/** Reads the type out of a whole mode. */
export function fileStatus(
  { mode, ...rest }: KeptAttributes & Pick<FileStatus, "sizeBytes">,
): FileStatus {
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
  /** Modification time, whole seconds since 1970. */
  readonly mtime?: number | undefined;
}

/** Reads what a server told. Returns undefined when it left out type, size or time. */
export function toldStatus({ mode = 0, size, mtime }: ToldAttributes): FileStatus | undefined {
  if ((mode & MODE.type) === 0 || size === undefined || mtime === undefined) return undefined;
  return fileStatus({ mode, sizeBytes: size, modifiedSeconds: mtime });
}
