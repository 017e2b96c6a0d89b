import type { Server } from "./server.ts";

/** Number of modification times that SFTP tells apart: whole seconds since 1970 in 32 bits. */
export const SFTP_TIMES = 2 ** 32;

/** Kind of an entry, links followed. `broken`: a link that leads nowhere or in a circle. */
export type EntryKind = "file" | "folder" | "special" | "broken";

/** Attributes that a copied file or folder keeps. */
export interface KeptAttributes {
  /** Permissions: the twelve bits of POSIX. */
  readonly mode: number;
  /** Modification time, in whole seconds since 1970. */
  readonly modifiedSeconds: number;
}

/** Status of a file or folder, links followed. */
export interface FileStatus extends KeptAttributes {
  /** Kind, links followed. */
  readonly kind: EntryKind;
  /** Size of a file, in bytes. */
  readonly sizeBytes: number;
}

/** Entry of a folder. */
export interface Entry extends FileStatus {
  /** Name, one character for each byte. */
  readonly name: string;
}

/** File system that holds a folder. */
export interface Volume {
  /** Number of bytes that the user can still write. */
  readonly freeBytes: number;
  /** Whether the file system is mounted read-only. */
  readonly isReadOnly: boolean;
}

/** Open source file. */
export interface RemoteReader {
  /**
   * Reads the next `lengthBytes` bytes, fewer only at the end of the file. Calls may overlap; they
   * are answered in order.
   */
  read(lengthBytes: number): Promise<Uint8Array>;
  /** Closes the file, also after the signal has aborted. Nothing waits for that. */
  close(): void;
}

/** New file that is being written. */
export interface RemoteWriter {
  /** Appends `bytes`; resolves when the server has taken them. Calls may overlap. */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Sets the attributes and closes the file, after the last write has resolved. A time that the
   * server cannot keep is left as it is.
   */
  finish(attributes: KeptAttributes): Promise<void>;
}

/**
 * Files of a server. A path is absolute and holds one character (U+0000 to U+00FF) per byte,
 * because names on servers are bytes in any encoding.
 *
 * Each method that waits rejects with the reason of the signal that the files were taken with;
 * after an abort, the server is only asked to close files. Other failures are 24003 where the
 * server says that rights are missing, 24000 for what else it refuses, 20005 for a lost connection,
 * and 24004 when the server owes an answer and sends no byte for the agreed time. `detail` names
 * the server.
 */
export interface RemoteFiles {
  /** Name of the server. */
  readonly server: string;
  /** Means of access: the SFTP subsystem, or shell commands. */
  readonly way: "sftp" | "exec";
  /** Maximum number of files to have open at once. */
  readonly parallelFiles: number;
  /** Whether {@linkcode RemoteFiles.rename} replaces a file in one step. */
  readonly isRenameAtomic: boolean;
  /** Whether {@linkcode RemoteFiles.sha256} works. */
  readonly hasChecksum: boolean;
  /** Reads a status, links followed. Returns undefined when nothing is there. */
  stat(path: string): Promise<FileStatus | undefined>;
  /** Lists a folder without `.` and `..`. Rejects when the server can leave out entries. */
  list(folder: string): Promise<Entry[]>;
  /**
   * Reads modification times that {@linkcode RemoteFiles.stat} tells modulo
   * {@linkcode SFTP_TIMES}, in seconds since 1970. Returns undefined for a server without means for
   * it; a path that is left out has its exact time already.
   */
  exactTimes(paths: readonly string[]): Promise<ReadonlyMap<string, number> | undefined>;
  /** Rejects when the server cannot have a file of that name. */
  requireName(path: string): Promise<void>;
  /** Returns the path with all links resolved. */
  realPath(path: string): Promise<string>;
  /** Rejects when the file cannot be read. */
  requireReadable(path: string): Promise<void>;
  /** Opens a file for reading. The caller closes it. */
  open(path: string): Promise<RemoteReader>;
  /**
   * Creates a file, accessible to its owner alone until it is finished. Rejects when something is
   * there.
   */
  create(path: string): Promise<RemoteWriter>;
  /** Creates a folder, accessible to its owner alone. */
  makeFolder(path: string): Promise<void>;
  /** Sets the permissions of a folder. */
  setMode(path: string, mode: number): Promise<void>;
  /** Sets the attributes of a folder. A time that the server cannot keep is left as it is. */
  setAttributes(path: string, attributes: KeptAttributes): Promise<void>;
  /** Renames a file within its folder, and replaces a file that has the new name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. Resolves also when it is not there. */
  remove(path: string): Promise<void>;
  /** Removes an empty folder. Resolves also when it is not empty, or not there. */
  removeEmptyFolder(path: string): Promise<void>;
  /** Reads how much space is left. Returns undefined for a server that cannot tell. */
  volume(folder: string): Promise<Volume | undefined>;
  /** Computes the SHA-256 of a file on the server, in hexadecimal. */
  sha256(path: string): Promise<string>;
}

/** Connection to the files of a server. Disposing it closes the SSH connection. */
export interface FilesConnection extends AsyncDisposable {
  /** Name of the server. */
  readonly server: string;
  /** Returns the files of the server. All waits for them end when `signal` aborts. */
  files(signal: AbortSignal): RemoteFiles;
}

/** Options for {@linkcode Connect}. */
export interface FilesConnectOptions {
  /** Ends the connecting, with its reason. */
  readonly signal: AbortSignal;
  /** Whether only traces are removed over the connection, which then waits for no other. */
  readonly isCleanup?: boolean;
}

/** Connects to the files of a server. The caller disposes the connection. */
export type Connect = (server: Server, options: FilesConnectOptions) => Promise<FilesConnection>;
