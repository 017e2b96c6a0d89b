import type { TransferStep } from "../domain/transfer.ts";
import { sleep } from "../async/sleep.ts";
import { Cancelled } from "../errors.ts";
import { copyFile, type CopyOptions } from "./copy_file.ts";
import { inParallel } from "./in_parallel.ts";
import { firstOf, isSameTime, isUsual } from "./modification_times.ts";
import type { Plan, Planned } from "./plan.ts";
import { ifAllowed, naming } from "./transfer_failure.ts";

/** Time between two reports, in milliseconds: with the last one, at most ten in any second. */
const REPORT_MS = 120;

/** Options for {@linkcode copyAll}. */
export interface CopyAllOptions extends CopyOptions {
  /** Folders that have to be created first, parents before what is in them. */
  readonly missing: readonly Planned[];
  /** Ends all waits for both servers. Called with the first failure, and at the end. */
  readonly stop: (cause: unknown) => void;
}

/** Options for {@linkcode copy}. */
interface ObservedCopyOptions extends CopyAllOptions {
  /** Called when a file is in its place. */
  readonly onArrival: (file: Planned) => void;
  /** Called for a file or folder whose modification time the target has not kept. */
  readonly onLostTime: (planned: Planned) => void;
}

/**
 * Copies all of `plan` and reports eight times a second: the files that have arrived, then the
 * progress. The copying does not wait for the reader of the reports.
 */
export async function* copyAll(
  plan: Plan,
  options: CopyAllOptions,
): AsyncGenerator<TransferStep, void, void> {
  const { meter, stop } = options;
  const arrived: string[] = [];
  const timeless: string[] = [];
  const ended = new AbortController();
  const copying = copy(plan, {
    ...options,
    onArrival: (file) => arrived.push(`${file.shown} (${meter.finish(file)} bytes)`),
    onLostTime: ({ shown }) => timeless.push(shown),
  }).finally(() => ended.abort());
  copying.catch(stop);
  // The end of the copying is reported at once.
  const rest = () => sleep(REPORT_MS, ended.signal).catch(() => {});
  try {
    for (let isLast = false, told = -1; !isLast; await rest()) {
      isLast = ended.signal.aborted;
      for (const text of arrived.splice(0)) yield { kind: "line", text };
      if (isLast) await copying;
      if (!isLast && told === meter.bytes) continue;
      told = meter.bytes;
      yield { kind: "progress", ...meter.progress(performance.now()) };
    }
    if (timeless.length > 0) {
      const which = firstOf(timeless);
      const message = `${options.target.server} keeps another modification time of ${which}`;
      yield { kind: "status", message };
    }
  } finally {
    stop(new Cancelled("The transfer is over"));
    await Promise.allSettled([copying]);
  }
}

/** Creates the folders, copies the files, and then sets the attributes of the folders. */
async function copy({ files, folders }: Plan, options: ObservedCopyOptions): Promise<void> {
  const { source, target, missing, traces, stop, onArrival, onLostTime } = options;
  for (const folder of missing) await naming(folder.shown, makeFolder(folder, options));
  await inParallel(files, {
    limit: Math.min(source.parallelFiles, target.parallelFiles),
    run: async (file) => {
      if (!await copyFile(file, options)) onLostTime(file);
      onArrival(file);
    },
    onFailure: stop,
  });
  for (const folder of folders.toReversed()) {
    const { target: path, status, shown } = folder;
    const setting = target.setAttributes(path, status);
    // A folder that was there before can belong to another user, who alone can change it.
    await naming(shown, traces.folders.has(path) ? setting : ifAllowed(setting));
    traces.folders.delete(path);
    traces.modes.delete(path);
    if (isUsual(status.modifiedSeconds)) continue;
    const after = await naming(shown, target.stat(path));
    if (after === undefined || !isSameTime(after, status)) onLostTime(folder);
  }
}

/**
 * Creates a folder, unless another transfer into the same target has done so meanwhile.
 *
 * @throws {AppError} 24003 or 24000 when there is no folder then
 */
async function makeFolder(
  { target: path }: Planned,
  { target, traces }: CopyAllOptions,
): Promise<void> {
  traces.folders.add(path);
  try {
    await target.makeFolder(path);
  } catch (cause) {
    // After a cancel or a loss this rejects too: the folder may have been created, and is removed.
    const status = await target.stat(path);
    traces.folders.delete(path);
    if (status?.kind !== "folder") throw cause;
  }
}
