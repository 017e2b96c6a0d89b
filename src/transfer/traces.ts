import type { Log } from "../log.ts";
import { AppError } from "../errors.ts";
import { within } from "../async/within.ts";
import { ifAllowed } from "./transfer_failure.ts";
import type { RemoteFiles } from "../domain/files.ts";

/** What a failed transfer would leave at the target. */
export interface Traces {
  /** Paths of temporary files that may be there. */
  readonly temporaries: Set<string>;
  /** Paths of folders that this run has made, parents first. */
  readonly folders: Set<string>;
  /** Permissions of folders that this run has made writable, by path, parents first. */
  readonly modes: Map<string, number>;
}

/** How traces are removed. */
export interface RemoveOptions {
  /** The connection of the transfer, which may be dead. */
  readonly target: RemoteFiles;
  /** Opens another one, until `signal` aborts. */
  readonly reconnect: (signal: AbortSignal) => Promise<RemoteFiles>;
  /** For the one thing that no client is told: that something may be left. */
  readonly log: Log;
}

/** What removing may take in all, so that a shutdown has time for it; one half of it for each connection. */
const REMOVE_MS = 3_000;

/**
 * Removes `traces` from the target, over another connection when the transfer's has died. Where that fails too, the next
 * run of the transfer removes them. Never rejects.
 */
export async function removeTraces(
  traces: Traces,
  { target, reconnect, log }: RemoveOptions,
): Promise<void> {
  if (Object.values(traces).every(({ size }) => size === 0)) return;
  const late = new AppError("SCP_TRANSFER_TIMEOUT", `${target.server} did not answer in time`);
  const first = removeOver(target, traces).then(() => true, () => false);
  if (await within(REMOVE_MS / 2, first)) return;
  target.abandon(late);
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(late), REMOVE_MS / 2);
  try {
    await using another = await reconnect(timeout.signal);
    timeout.signal.addEventListener("abort", () => another.abandon(late));
    await removeOver(another, traces);
  } catch (error) {
    log.warn("temporary files may be left on the server until the next run of the transfer", {
      server: target.server,
      error,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function removeOver(
  files: RemoteFiles,
  { temporaries, folders, modes }: Traces,
): Promise<void> {
  await Promise.all([...temporaries].map((path) => files.remove(path)));
  for (const path of [...folders].reverse()) await files.removeEmptyFolder(path);
  for (const [path, mode] of [...modes].reverse()) await ifAllowed(files.setMode(path, mode));
}
