import type { Transfer, TransferEnd, TransferResult, TransferStep } from "../domain/transfer.ts";
import type { Log } from "../log.ts";
import { Budget } from "./budget.ts";
import { copyAll } from "./copy_all.ts";
import type { Ends } from "./ends.ts";
import { Meter } from "./meter.ts";
import { firstOf, withExactTimes } from "./modification_times.ts";
import { planTransfer } from "./plan.ts";
import { checkOnly, preflight, prepareTarget, requireTarget } from "./preflight.ts";
import type { Connect, FilesConnection, RemoteFiles } from "../domain/files.ts";
import { pathOf, tidied } from "./remote_path.ts";
import { TemporaryNames } from "./temporary_name.ts";
import { removeTraces, type Traces } from "./traces.ts";

/** Maximum number of bytes requested or not acknowledged yet, which bounds the memory. */
const BUDGET_BYTES = 4 * 1024 * 1024;

/** Options for {@linkcode runTransfer}. */
export interface RunOptions {
  /** Connects to the files of a server. */
  readonly connect: Connect;
  /** Id of the installation, the same after a restart. Its leftovers are removed at once. */
  readonly installation: string;
  /** Signal that stops the transfer. Its reason is thrown when nothing is left of the transfer. */
  readonly signal: AbortSignal;
  /** See {@linkcode removeTraces}. */
  readonly log: Log;
  /** Time for {@linkcode removeTraces} over each of two connections. Default: 1,500 ms. */
  readonly removeMs?: number | undefined;
}

/**
 * Copies the files of a transfer from one server to the other, through this process, without
 * keeping them. However it ends, nothing unfinished is left at the target by then; files that were
 * complete before a failure stay.
 *
 * @throws {AppError} 24000, 24003, 24004, 20005 and those of connecting, or the reason of `signal`
 */
export async function* runTransfer(
  transfer: Transfer,
  { connect, installation, signal, log, removeMs }: RunOptions,
): AsyncGenerator<TransferStep, TransferResult, void> {
  const { from, to } = transfer;
  yield { kind: "status", message: `Connecting to ${from.server.name} and ${to.server.name}...` };
  await using opened = new AsyncDisposableStack();
  const [source, target] = await connectBoth(transfer, { connect, signal, opened });
  yield { kind: "status", message: `Connected to ${from.server.name} and ${to.server.name}` };
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const traces: Traces = { temporaries: new Set(), folders: new Set(), modes: new Map() };
  try {
    return yield* copyThrough(transfer, {
      source: source.files(either),
      target: target.files(either),
      names: new TemporaryNames({ transferName: transfer.name, installation }),
      traces,
      stop: (cause) => failed.abort(cause),
    });
  } finally {
    const reconnect = (signal: AbortSignal) => connect(to.server, { signal, isCleanup: true });
    await removeTraces(traces, { target, reconnect, log, removeMs });
  }
}

/**
 * Checks whether a transfer can run, as far as that is known without a change on its servers.
 *
 * @throws {AppError} 24000, 24003, 20005 and those of connecting, or the reason of `signal`
 */
export async function checkTransfer(
  transfer: Transfer,
  { connect, signal }: Pick<RunOptions, "connect" | "signal">,
): Promise<void> {
  const { from, to } = transfer;
  await using opened = new AsyncDisposableStack();
  const both = await connectBoth(transfer, { connect, signal, opened });
  const [source, target] = [both[0].files(signal), both[1].files(signal)];
  const folder = tidied(pathOf(to.path, to.server));
  await requireTarget(folder, target);
  const plan = await planTransfer(from, { files: source, target: folder });
  await checkOnly(plan, { source, target, folder });
}

/** Connects to both servers at once. When one fails, the other is not waited for. */
async function connectBoth(
  { from, to }: Transfer,
  { connect, signal, opened }: Pick<RunOptions, "connect" | "signal"> & {
    opened: AsyncDisposableStack;
  },
): Promise<[FilesConnection, FilesConnection]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const open = async ({ server }: TransferEnd) => {
    try {
      return opened.use(await connect(server, { signal: either }));
    } catch (cause) {
      failed.abort(cause);
      throw failed.signal.reason;
    }
  };
  const both = [open(from), open(to)] as const;
  await Promise.allSettled(both);
  return await Promise.all(both);
}

/** Tells what the target cannot do as well as other servers. */
function* notices({ server, hasChecksum, isRenameAtomic }: RemoteFiles): Generator<TransferStep> {
  if (!hasChecksum) {
    const message = `${server} computes no checksums: sizes are compared, contents are not`;
    yield { kind: "status", message };
  }
  if (!isRenameAtomic) {
    const message = `${server} replaces no file in one step: ` +
      "for a moment there is neither the old nor the new one";
    yield { kind: "status", message };
  }
}

/** Options for {@linkcode copyThrough}. */
interface CopyThroughOptions extends Ends {
  /** Ends all waits for both servers. */
  readonly stop: (cause: unknown) => void;
}

/** Plans, checks and copies. */
async function* copyThrough(
  { from, to }: Transfer,
  options: CopyThroughOptions,
): AsyncGenerator<TransferStep, TransferResult, void> {
  const { source, target } = options;
  yield* notices(target);
  const folder = tidied(pathOf(to.path, to.server));
  const entries = await prepareTarget(folder, options);
  const rough = await planTransfer(from, { files: source, target: folder });
  const { plan, unsure } = await withExactTimes(rough, source);
  if (unsure.length > 0) {
    const which = firstOf(unsure.map(({ shown }) => shown));
    const message = `${source.server} tells no times before 1970: that of ${which} can be wrong`;
    yield { kind: "status", message };
  }
  const missing = await preflight(plan, { ...options, folder, entries });
  yield { kind: "line", text: `Transferring files from ${source.server} to ${target.server}...` };
  const meter = new Meter(plan);
  yield* copyAll(plan, { ...options, missing, meter, budget: new Budget(BUDGET_BYTES) });
  const mode = source.way === target.way ? source.way : "mixed";
  return { files: plan.files.length, bytes: meter.bytes, mode };
}
