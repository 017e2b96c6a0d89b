import type { FilesConnection, RemoteFiles } from "../../../src/domain/files.ts";
import type { Server } from "../../../src/domain/server.ts";
import { openFiles, type OpenFilesOptions } from "../../../src/ssh/files/open_files.ts";
import type { HostKeyPolicy } from "../../../src/ssh/host_keys.ts";
import { liveProcesses } from "../../harness/sshd_processes.ts";
import { FORGETFUL, serverOf } from "../../harness/shells.ts";
import { type Sshd, type SshdOptions, startSshd } from "../../harness/sshd.ts";

/** Policy that trusts the first key of every connection, and remembers none. */
export const TOFU: HostKeyPolicy = { mode: "tofu", knownHosts: FORGETFUL };

/** Files of a real server. Disposing them stops the server. */
export interface OpenedFiles extends AsyncDisposable {
  /** Connection to the files. */
  readonly connection: FilesConnection;
  /** Files with a signal that never aborts. */
  readonly files: RemoteFiles;
  /** Server of the files. */
  readonly sshd: Sshd;
  /** Returns the ids of the user's processes called `name`. */
  pids(name: string): number[];
}

/** Starts a server and opens its files. */
export async function openedFiles(
  { config, silenceMs, ...options }:
    & SshdOptions
    & Pick<OpenFilesOptions, "silenceMs">
    & { config?: Partial<Server> } = {},
): Promise<OpenedFiles> {
  await using opening = new AsyncDisposableStack();
  const sshd = opening.use(await startSshd(options));
  const { signal } = new AbortController();
  const connection = opening.use(
    await openFiles(serverOf(sshd, config), { policy: TOFU, signal, silenceMs }),
  );
  const { uid } = await Deno.stat(sshd.folder);
  const opened = opening.move();
  return {
    connection,
    files: connection.files(signal),
    sshd,
    pids: (name) =>
      liveProcesses().filter((process) => process.uid === uid && process.name === name)
        .map(({ pid }) => pid),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
