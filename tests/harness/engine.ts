import type { TransferProgress, TransferResult, TransferStep } from "../../src/domain/transfer.ts";
import type { Server } from "../../src/domain/server.ts";
import { memoryLog } from "./memory_log.ts";
import { AppError } from "../../src/errors.ts";
import type { Log } from "../../src/log.ts";
import { openFiles, type OpenFilesOptions } from "../../src/ssh/files/open_files.ts";
import { runTransfer } from "../../src/transfer/run_transfer.ts";
import { openStore } from "../../src/store/open_store.ts";
import { serverOf } from "./shells.ts";
import { type Sshd, type SshdOptions, startSshd } from "./sshd.ts";

/**
 * Two real servers and a transfer from all of one's folder to the other's, without the service
 * around it. Disposing it stops the servers.
 */
export interface Engine extends AsyncDisposable {
  /** Server `a`. */
  readonly source: Sshd;
  /** Server `b`. */
  readonly target: Sshd;
  /** Texts of the warnings in its log. */
  readonly warnings: string[];
  /** Steps of the last run. */
  readonly steps: TransferStep[];
  /** Runs the transfer. */
  run(options?: RunOptions): Promise<TransferResult>;
  /** Runs the transfer to its failure. */
  fail(options?: RunOptions): Promise<{ code: number; detail: string }>;
}

/** Options for a run. */
export interface RunOptions {
  /** Called once, with the first progress of more than 0 bytes. */
  readonly midway?: (progress: TransferProgress) => Promise<unknown> | void;
  /** Signal that stops the run. */
  readonly signal?: AbortSignal;
  /** Id of the installation that runs it. Default: the same for all runs. */
  readonly installation?: string;
  /** See {@linkcode OpenFilesOptions}. */
  readonly silenceMs?: number;
  /**
   * See {@linkcode runTransfer}, which takes 1,500 ms. Default: 60,000, since a busy machine is
   * slow to remove what a failed run leaves.
   */
  readonly removeMs?: number;
  /** Path of the target folder. */
  readonly to?: string;
  /** Path at the source. */
  readonly from?: string;
  /** Source server. Default: the one of {@linkcode Engine.source}. */
  readonly source?: Server;
  /** Configuration of the target that differs. */
  readonly target?: Partial<Server>;
}

/** Starts the servers. */
export async function startEngine(
  options: { source?: SshdOptions; target?: SshdOptions } = {},
): Promise<Engine> {
  await using opening = new AsyncDisposableStack();
  const source = opening.use(await startSshd(options.source));
  const target = opening.use(await startSshd(options.target));
  const store = opening.use(
    openStore(":memory:", { log: memoryLog(), historyDays: 1, auditDays: 1 }),
  );
  const opened = opening.move();
  const warnings: string[] = [];
  const steps: TransferStep[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn: (text) => warnings.push(text),
    error() {},
  };
  const policy: OpenFilesOptions["policy"] = { mode: "tofu", knownHosts: store.knownHosts };
  const run = async (
    {
      midway,
      signal = new AbortController().signal,
      silenceMs,
      removeMs = 60_000,
      installation = "one",
      ...paths
    }: RunOptions = {},
  ) => {
    const transfer = {
      name: "x",
      from: { server: paths.source ?? serverOf(source), path: paths.from ?? `${source.folder}/*` },
      to: {
        server: serverOf(target, { name: "b", ...paths.target }),
        path: paths.to ?? target.folder,
      },
    };
    const running = runTransfer(transfer, {
      connect: (server, { signal }) => openFiles(server, { policy, signal, silenceMs }),
      signal,
      installation,
      log,
      removeMs,
    });
    steps.length = 0;
    let hook = midway;
    for (;;) {
      const { value, done } = await running.next();
      if (done) return value;
      steps.push(value);
      if (value.kind !== "progress" || value.bytes === 0) continue;
      await hook?.(value);
      hook = undefined;
    }
  };
  return {
    source,
    target,
    warnings,
    steps,
    run,
    fail: async (options) => {
      const failure = await run(options).then(() => undefined, (cause: unknown) => cause);
      if (!(failure instanceof AppError)) throw failure ?? new Error("the transfer did not fail");
      return { code: failure.code, detail: failure.detail ?? "" };
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
