import type { Server } from "./server.ts";

/** What something on a server is. A symbolic link is what it leads to; `broken`: it leads nowhere, or in a circle. */
export type EntryKind = "file" | "folder" | "special" | "broken";

/** What a server tells of a file or folder. */
export interface FileStatus {
  /** What it is, links followed. */
  readonly kind: EntryKind;
  /** Of a file. */
  readonly sizeBytes: number;
  /** The twelve permission bits of POSIX. */
  readonly mode: number;
  /** Modification time, whole seconds since 1970. */
  readonly modifiedSeconds: number;
}

/** One name in a folder. */
export interface Entry extends FileStatus {
  /** One character per byte, as in all paths. */
  readonly name: string;
}

/** What a file keeps on its way. */
export type KeptAttributes = Pick<FileStatus, "mode" | "modifiedSeconds">;

/** The file system of a folder. */
export interface Volume {
  /** What this user may still write. */
  readonly freeBytes: number;
  /** Nothing can be written at all. */
  readonly isReadOnly: boolean;
}

/** An open source file. */
export interface RemoteReader {
  /**
   * The next `lengthBytes` bytes, fewer only at the end of the file. It may be asked again before the answer: answers
   * come in the order of the questions.
   */
  read(lengthBytes: number): Promise<Uint8Array>;
  /** Closes the file; nobody waits for that. */
  close(): void;
}

/** A new file that is being written. */
export interface RemoteWriter {
  /** Appends; resolves when the server has taken the bytes. It may be called again before that. */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Sets the attributes and closes the file, after the last write has resolved. A time that the
   * server cannot keep is left as it is.
   */
  finish(attributes: KeptAttributes): Promise<void>;
}

/**
 * The files of one server, over one connection, which disposing it closes. A path is absolute and holds one character
 * (U+0000 to U+00FF) per byte, because names on servers are bytes in no sure encoding.
 *
 * What the server refuses is 24003 where it says that rights are missing and 24000 otherwise; a lost connection is
 * 20005; when the server owes an answer and sends no byte for the agreed time, 24004. `detail` names the server.
 */
export interface RemoteFiles extends AsyncDisposable {
  /** The server's name. */
  readonly server: string;
  /** By which means: the SFTP subsystem, or shell commands. */
  readonly way: "sftp" | "exec";
  /** Files that may be open at once. */
  readonly parallelFiles: number;
  /** Whether {@linkcode RemoteFiles.rename} replaces a file in one step. */
  readonly isRenameAtomic: boolean;
  /** Whether {@linkcode RemoteFiles.sha256} works. */
  readonly hasChecksum: boolean;
  /** Follows links; undefined when nothing is there. */
  stat(path: string): Promise<FileStatus | undefined>;
  /** All names in a folder but `.` and `..`. Rejects when the server can leave out some. */
  list(folder: string): Promise<Entry[]>;
  /**
   * Reads modification times that {@linkcode RemoteFiles.stat} tells modulo 2^32, in seconds since
   * 1970. Undefined where there is no means; a path that is left out has its exact time already.
   */
  exactTimes(paths: readonly string[]): Promise<ReadonlyMap<string, number> | undefined>;
  /** Rejects when the server can have nothing of that name. */
  requireName(path: string): Promise<void>;
  /** The path without links. */
  realPath(path: string): Promise<string>;
  /** Resolves when the file can be read. */
  requireReadable(path: string): Promise<void>;
  /** Opens a file. The caller closes it. */
  open(path: string): Promise<RemoteReader>;
  /** Makes a file, readable by its owner alone until it is finished. Fails when there is something. */
  create(path: string): Promise<RemoteWriter>;
  /** Makes a folder, accessible to its owner alone. */
  makeFolder(path: string): Promise<void>;
  /** Sets the permissions of a folder. */
  setMode(path: string, mode: number): Promise<void>;
  /** Sets the attributes of a folder. A time that the server cannot keep is left as it is. */
  setAttributes(path: string, attributes: KeptAttributes): Promise<void>;
  /** Gives a file another name in its folder; what has that name is replaced. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; fine when it is not there. */
  remove(path: string): Promise<void>;
  /** Removes a folder if it is empty; fine when it is not, or not there. */
  removeEmptyFolder(path: string): Promise<void>;
  /** Undefined where the server can not tell. */
  volume(folder: string): Promise<Volume | undefined>;
  /** In hexadecimal. */
  sha256(path: string): Promise<string>;
  /** Gives up every answer that is still awaited: they reject with `reason`. What is asked afterwards is answered. */
  abandon(reason: unknown): void;
}

/** Opens the files of a server. Connecting rejects with the reason of `signal`. The caller disposes the files. */
export type Connect = (
  server: Server,
  options: { readonly signal: AbortSignal },
) => Promise<RemoteFiles>;
