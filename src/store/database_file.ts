import { AppError } from "../errors.ts";
import type { Log } from "../log.ts";

/** Size of the pieces in which a deleted file is saved, in bytes. */
const COPY_BYTES = 1024 * 1024;

/**
 * File of a database for one process of this service at a time: at its start, a process marks every
 * open record as interrupted. Other programs may read the file.
 *
 * Open it before SQLite opens the file, and dispose it after SQLite has closed the file: closing
 * any handle of a file releases the locks that this process has on it
 * (https://sqlite.org/howtocorrupt.html, 2.2). Disposing it saves a file that was deleted
 * meanwhile.
 */
export class DatabaseFile implements Disposable {
  /** Path without symbolic links. */
  readonly path: string;
  readonly #log: Log;
  readonly #handle: Deno.FsFile;
  readonly #identity: string | undefined;
  readonly #locks = new DisposableStack();

  /**
   * Opens the file at `path`, or creates it, for this process alone.
   *
   * @throws {AppError} 40000 when another process uses it
   */
  constructor(path: string, log: Log) {
    this.path = path;
    this.#log = log;
    if (isFolder(path)) throw new Deno.errors.IsADirectory("The path is a folder");
    using opening = new DisposableStack();
    lock(opening.use(Deno.openSync(`${path}.lock`, { create: true, write: true })), opening);
    this.#handle = opening.use(Deno.openSync(path, { create: true, read: true, write: true }));
    // The file itself has one lock, whatever its names: hard links, mounts, a deleted lock file. On
    // systems other than Linux, this lock would conflict with that of SQLite.
    if (Deno.build.os === "linux") lock(this.#handle, opening);
    this.#identity = identityOf(path);
    this.#locks = opening.move();
  }

  /** Whether {@linkcode DatabaseFile.path} still leads to the file. */
  get isInPlace(): boolean {
    return identityOf(this.path) === this.#identity;
  }

  /** Saves a deleted file, and releases the locks. */
  [Symbol.dispose](): void {
    try {
      if (this.#handle.statSync().nlink === 0) this.#save();
    } catch (error) {
      this.#log.error("the deleted database file cannot be saved", { error });
    } finally {
      this.#locks.dispose();
    }
  }

  /** Writes the deleted file to its path, or beside it when another file is there. */
  #save(): void {
    const isFree = identityOf(this.path) === undefined;
    const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const target = isFree ? this.path : `${this.path}.${time}`;
    Deno.mkdirSync(target.slice(0, target.lastIndexOf("/") + 1), { recursive: true });
    const unfinished = `${target}.part`;
    copy(this.#handle, unfinished);
    Deno.renameSync(unfinished, target);
    const file = target.slice(target.lastIndexOf("/") + 1);
    this.#log.warn("the deleted database file is saved", { file });
  }
}

/** Checks whether a folder is at `path`. */
function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Returns an identity that the file at `path` keeps as long as it exists, or `undefined` when there
 * is no file.
 */
export function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/**
 * Locks `file` until `locks` is disposed. Closing the file would not be enough: a program that is
 * being started at that moment has a copy of the handle.
 *
 * @throws {AppError} 40000 when another process has locked it
 */
function lock(file: Deno.FsFile, locks: DisposableStack): void {
  if (file.tryLockSync(true)) return locks.defer(() => file.unlockSync());
  throw new AppError(
    "DATABASE_CONNECTION_FAILED",
    "The database is in use by another process of this service: stop it, or change DATABASE_PATH",
  );
}

/** Copies all of `from` into a new file at `path`, with the same mode. */
function copy(from: Deno.FsFile, path: string): void {
  const mode = (from.statSync().mode ?? 0o600) & 0o777;
  using to = Deno.openSync(path, { create: true, truncate: true, write: true, mode });
  from.seekSync(0, Deno.SeekMode.Start);
  const buffer = new Uint8Array(COPY_BYTES);
  for (let read = from.readSync(buffer); read !== null; read = from.readSync(buffer)) {
    for (let at = 0; at < read;) at += to.writeSync(buffer.subarray(at, read));
  }
  to.syncDataSync();
}
