import { Buffer } from "node:buffer";
import type { Entry, FileStatus, RemoteFiles } from "../../src/domain/files.ts";

/** Reads folders of this machine as those of a server, for plans, which need no more than that. */
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
    Array.fromAsync(Deno.readDir(local(folder)), async ({ name, isSymlink }) => {
      const remote = Buffer.from(name).toString("latin1");
      const status = await stat(`${folder}/${remote}`);
      return { ...status ?? BROKEN, name: remote, isLink: isSymlink };
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

const BROKEN: FileStatus = { kind: "broken", sizeBytes: 0, mode: 0, modifiedSeconds: 0 };

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
