import { Buffer } from "node:buffer";
import ssh2, { type Connection, type SFTPWrapper } from "../../src/ssh2/ssh2.ts";
import type { ToldAttributes } from "../../src/ssh/files/file_status.ts";
import { newHostKey, type Ssh2Host, startSsh2Host } from "./ssh2_host.ts";

/** Options for {@linkcode startScriptedSftp}. */
export interface ScriptedSftpOptions {
  /**
   * Attributes of each file in a listing; undefined ones are left out on the wire. Default: those
   * of an empty file.
   */
  readonly file?: ToldAttributes;
  /** Attributes of each file by its path. Default: {@linkcode ScriptedSftpOptions.file}. */
  readonly stat?: ToldAttributes;
  /** Names of files in each packet of a listing. Default: one packet with `file`. */
  readonly packets?: readonly (readonly string[])[];
  /** Content of each file. Default: none. */
  readonly content?: Uint8Array;
  /** Whether each request is answered with the answer to another kind of request. */
  readonly isConfused?: boolean;
  /** Maximum number of bytes in an answer to a read. Default: no limit. */
  readonly readBytes?: number;
}

const FOLDER = { mode: 0o040755, size: 0, uid: 0, gid: 0, atime: 1, mtime: 1 };
const EMPTY = { mode: 0o100644, size: 0, mtime: 1 };
const { EOF, OK, NO_SUCH_FILE } = ssh2.utils.sftp.STATUS_CODE;

/**
 * Starts an SFTP server that speaks as few servers do. It has one folder, `/folder`, and runs no
 * commands.
 */
export async function startScriptedSftp(options: ScriptedSftpOptions = {}): Promise<Ssh2Host> {
  const serve = (connection: Connection) => {
    connection.on("error", () => {}).on("authentication", (attempt) => attempt.accept())
      .on("session", (accept) => {
        accept().on("exec", (_accept, reject) => reject?.())
          .on("sftp", (accept) => answer(accept(), options));
      });
  };
  return await startSsh2Host([newHostKey()], serve);
}

function answer(
  sftp: SFTPWrapper,
  {
    file = EMPTY,
    stat = file,
    packets = [["file"]],
    content = new Uint8Array(),
    readBytes,
    isConfused,
  }: ScriptedSftpOptions,
): void {
  const handle = Buffer.from("handle");
  if (isConfused) return confuse(sftp, handle);
  let next = 0;
  sftp.on("OPENDIR", (id) => {
    next = 0;
    sftp.handle(id, handle);
  });
  sftp.on("READDIR", (id) => {
    const names = packets[next++];
    if (names === undefined) return sftp.status(id, EOF);
    sftp.name(id, names.map((filename) => ({ filename, longname: filename, attrs: told(file) })));
  });
  const tell = (id: number, path: string) => {
    if (path === "/" || /^\/folder(\/\.)?$/.test(path)) sftp.attrs(id, FOLDER);
    else if (path.startsWith("/folder/")) sftp.attrs(id, told(stat));
    else sftp.status(id, NO_SUCH_FILE);
  };
  sftp.on("STAT", tell).on("LSTAT", tell);
  sftp.on("REALPATH", (id, path) => {
    sftp.name(id, [{ filename: path, longname: path, attrs: FOLDER }]);
  });
  sftp.on("OPEN", (id) => sftp.handle(id, handle));
  sftp.on("READ", (id, _handle, offset, length) => {
    const bytes = content.subarray(offset, offset + Math.min(length, readBytes ?? length));
    if (bytes.length === 0) sftp.status(id, EOF);
    else sftp.data(id, Buffer.from(bytes));
  });
  sftp.on("CLOSE", (id) => sftp.status(id, OK));
}

/** Answers requests for a value with values of another kind. */
function confuse(sftp: SFTPWrapper, handle: Buffer): void {
  sftp.on("STAT", (id) => sftp.handle(id, handle)).on("OPENDIR", (id) => sftp.attrs(id, FOLDER));
  sftp.on("REALPATH", (id) => sftp.handle(id, handle)).on("OPEN", (id) => sftp.status(id, OK));
}

/** Returns attributes for the library, whose types demand what the protocol makes optional. */
function told({ mtime, ...attributes }: ToldAttributes): typeof FOLDER {
  return { ...attributes, ...mtime === undefined ? {} : { atime: mtime, mtime } } as typeof FOLDER;
}
