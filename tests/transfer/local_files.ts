import { Buffer } from "node:buffer";
import type { Entry, FileStatus, RemoteFiles } from "../../src/domain/files.ts";
import { BROKEN } from "../../src/ssh/files/file_status.ts";

/** Returns the files of this machine as those of a server, as far as plans need them. */
export function localFiles(server: string): RemoteFiles {
  const stat = async (path: string): Promise<FileStatus | undefined> => {
    try {
      return statusOf(await Deno.stat(local(path)));
    } catch (cause) {
      if (cause instanceof Deno.errors.NotFound) return undefined;
      throw cause;
    }
  };
  const list = (folder: string): Promise<Entry[]> =>
    Array.fromAsync(Deno.readDir(local(folder)), async ({ name }) => {
      const remote = Buffer.from(name).toString("latin1");
      const status = await stat(`${folder}/${remote}`);
      return { ...status ?? BROKEN, name: remote };
    });
  const realPath = (path: string) => Deno.realPath(local(path));
  const files: Pick<RemoteFiles, "server" | "stat" | "list" | "realPath"> = {
    server,
    stat,
    list,
    realPath,
  };
  return files as RemoteFiles;
}

function local(path: string): string {
  return Buffer.from(path, "latin1").toString();
}

function statusOf({ isFile, isDirectory, size, mode, mtime }: Deno.FileInfo): FileStatus {
  return {
    kind: isFile ? "file" : isDirectory ? "folder" : "special",
    sizeBytes: size,
    mode: (mode ?? 0) & 0o7777,
    modifiedSeconds: Math.floor((mtime?.getTime() ?? 0) / 1000),
  };
}
