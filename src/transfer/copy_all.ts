import type { TransferStep } from "../domain/transfer.ts";
import { Cancelled } from "../errors.ts";
import { copyFile, type CopyOptions } from "./copy_file.ts";
import { inParallel } from "./in_parallel.ts";
import { firstOf, isSameTime, isUsual } from "./modification_times.ts";
import type { Plan, Planned } from "./plan.ts";
import { ifAllowed, naming } from "./transfer_failure.ts";

/** Between two reports: with the last one, at most ten in any second. */
const REPORT_MS = 120;

/** What the files are copied with. */
export interface CopyAllOptions extends CopyOptions {
  /** Folders that have to be made first, parents before what is in them. */
  readonly missing: readonly Planned[];
  /** Ends all that is under way with the first failure. */
  readonly stop: (cause: unknown) => void;
}

/** Options of the copying, and those that are told how it goes. */
interface CopyOptionsOfAll extends CopyAllOptions {
  /** Called when a file is in its place. */
  readonly onArrival: (file: Planned) => void;
  /** Called for a file or folder whose modification time the target has not kept. */
  readonly onLostTime: (planned: Planned) => void;
}

/**
 * Copies all of `plan` and tells about it eight times a second: the files that have arrived, then how far it is. The copying
 * does not wait for its reader.
 */
export async function* copyAll(
  plan: Plan,
  options: CopyAllOptions,
): AsyncGenerator<TransferStep, void, void> {
  const { meter, stop } = options;
  const arrived: string[] = [];
  const timeless: string[] = [];
  let isOver = false;
  const copying = copy(plan, {
    ...options,
    onArrival: (file) => arrived.push(`${file.shown} (${meter.finish(file)} bytes)`),
    onLostTime: ({ shown }) => timeless.push(shown),
  }).finally(() => isOver = true);
  copying.catch(stop);
  using pause = new Pause(copying);
  try {
    for (let isLast = false, told = -1; !isLast; await pause.wait()) {
      isLast = isOver;
      for (const text of arrived.splice(0)) yield { kind: "line", text };
      if (isLast) await copying;
      if (!isLast && told === meter.bytes) continue;
      told = meter.bytes;
      yield { kind: "progress", ...meter.progress(performance.now()) };
    }
    if (timeless.length > 0) {
      const message = `${options.target.server} keeps another modification time of ${
        firstOf(timeless)
      }`;
      yield { kind: "status", message };
    }
  } finally {
    stop(new Cancelled("The transfer is over"));
    await Promise.allSettled([copying]);
  }
}

/** Makes the folders, copies the files, and then sets the attributes of all folders, which the copying would change. */
async function copy({ files, folders }: Plan, options: CopyOptionsOfAll): Promise<void> {
  const { source, target, missing, traces, stop, signal, onArrival, onLostTime } = options;
  for (const folder of missing) await naming(folder.shown, makeFolder(folder, options));
  await inParallel(files, {
    // Several at once, so that small ones do not wait for one another.
    limit: Math.min(source.parallelFiles, target.parallelFiles),
    run: async (file) => {
      signal.throwIfAborted();
      if (!await copyFile(file, options)) onLostTime(file);
      onArrival(file);
    },
    onFailure: stop,
  });
  for (const folder of folders.toReversed()) {
    const { target: path, status, shown } = folder;
    const setting = target.setAttributes(path, status);
    // A folder that was there already may be somebody else's, who alone may change it.
    await naming(shown, traces.folders.has(path) ? setting : ifAllowed(setting));
    traces.folders.delete(path);
    traces.modes.delete(path);
    if (isUsual(status.modifiedSeconds)) continue;
    const after = await naming(shown, target.stat(path));
    if (after === undefined || !isSameTime(after, status)) onLostTime(folder);
  }
}

/** Makes a folder. Another transfer into the same target may have made it meanwhile. */
async function makeFolder(
  { target: path }: Planned,
  { target, traces }: CopyAllOptions,
): Promise<void> {
  traces.folders.add(path);
  try {
    await target.makeFolder(path);
  } catch (cause) {
    traces.folders.delete(path);
    if ((await target.stat(path))?.kind !== "folder") throw cause;
  }
}

/** Waits for the next report, or for the end. */
class Pause implements Disposable {
  #isOver = false;
  #wake = (): void => {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(copying: Promise<void>) {
    const end = () => {
      this.#isOver = true;
      this.#wake();
    };
    copying.then(end, end);
  }

  async wait(): Promise<void> {
    if (this.#isOver) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    this.#timer = setTimeout(resolve, REPORT_MS);
    await promise;
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
