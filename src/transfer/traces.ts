import type { Log } from "../log.ts";
import { AppError } from "../errors.ts";
import { ifAllowed } from "./transfer_failure.ts";
import type { FilesConnection, RemoteFiles } from "../domain/files.ts";

/** Traces that a failed transfer would leave at the target. */
export interface Traces {
  /** Paths of temporary files that may be there. */
  readonly temporaries: Set<string>;
  /** Paths of folders that this run has created, parents first. */
  readonly folders: Set<string>;
  /** Permissions of folders that this run has made writable, by path, parents first. */
  readonly modes: Map<string, number>;
}

/** Options for {@linkcode removeTraces}. */
export interface RemoveOptions {
  /** Connection of the transfer, which may be lost. */
  readonly target: FilesConnection;
  /** Opens another connection, until `signal` aborts. */
  readonly reconnect: (signal: AbortSignal) => Promise<FilesConnection>;
  /** Log for the one thing that no client is told: that something may be left. */
  readonly log: Log;
  /**
   * Time for the removal over each of two connections, in milliseconds. A shutdown waits for it.
   * Default: 1,500.
   */
  readonly removeMs?: number | undefined;
}

const REMOVE_MS = 1_500;

/**
 * Removes `traces` from the target. Tries again over a new connection after any failure. If that
 * fails too, the next run removes the temporary files. Never rejects.
 */
export async function removeTraces(
  traces: Traces,
  { target, reconnect, log, removeMs = REMOVE_MS }: RemoveOptions,
): Promise<void> {
  if (Object.values(traces).every(({ size }) => size === 0)) return;
  const late = new AppError("SCP_TRANSFER_TIMEOUT", `${target.server} did not answer in time`);
  const removeHere = (signal: AbortSignal) => removeFrom(target.files(signal), traces);
  const removeAnew = async (signal: AbortSignal) => {
    await using another = await reconnect(signal);
    await removeFrom(another.files(signal), traces);
  };
  try {
    await inTime(removeHere, { removeMs, late })
      .catch(() => inTime(removeAnew, { removeMs, late }));
  } catch (error) {
    log.warn("temporary files may be left on the server until the next run of the transfer", {
      server: target.server,
      error,
    });
  }
}

/** Runs `remove` with a signal that aborts with `late` after `removeMs`. */
async function inTime(
  remove: (signal: AbortSignal) => Promise<void>,
  { removeMs, late }: { readonly removeMs: number; readonly late: AppError },
): Promise<void> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(late), removeMs);
  try {
    await remove(timeout.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function removeFrom(
  files: RemoteFiles,
  { temporaries, folders, modes }: Traces,
): Promise<void> {
  await Promise.all([...temporaries].map((path) => files.remove(path)));
  for (const path of [...folders].reverse()) await files.removeEmptyFolder(path);
  for (const [path, mode] of [...modes].reverse()) await ifAllowed(files.setMode(path, mode));
}
