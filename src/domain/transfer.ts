import type { Server } from "./server.ts";

/** One end of a transfer. */
export interface TransferEnd {
  /** Server with the files. */
  readonly server: Server;
  /** Absolute path: of a file, a folder or a glob at the source, of a folder at the target. */
  readonly path: string;
}

/** Configured transfer between two servers. */
export interface Transfer {
  /** Name in messages, in lower case. */
  readonly name: string;
  /** Source. */
  readonly from: TransferEnd;
  /** Target. */
  readonly to: TransferEnd;
}

/** Step of a running transfer, for its client. */
export type TransferStep =
  | { readonly kind: "status"; readonly message: string }
  | { readonly kind: "line"; readonly text: string }
  | ({ readonly kind: "progress" } & TransferProgress);

/** Progress of a transfer. */
export interface TransferProgress {
  /** Bytes that the target has taken. */
  readonly bytes: number;
  /** Bytes of the whole transfer. */
  readonly totalBytes: number;
  /** File whose bytes the target took last, as a path from the target folder. */
  readonly file: string;
  /** Bytes of that file that the target has taken. */
  readonly fileBytes: number;
  /** Number of files that have arrived. */
  readonly filesDone: number;
  /** Number of files of the whole transfer. */
  readonly filesTotal: number;
  /** Bytes per second over the last seconds. */
  readonly bytesPerSecond: number;
}

/** Result of a transfer. */
export interface TransferResult {
  /** Number of files copied. */
  readonly files: number;
  /** Bytes of those files. */
  readonly bytes: number;
  /** Access to the files of both servers: SFTP, shell commands, or one of each. */
  readonly mode: "sftp" | "exec" | "mixed";
}

/** Port for transfers. */
export interface Transfers {
  /**
   * Copies all files of `transfer`. Removes unfinished files when it fails: what cannot be removed
   * is logged, and removed by the next run. Files that were complete before the failure stay.
   *
   * @throws {AppError} 24000, 24003, 24004, 20005 and those of connecting, or the reason of
   * `signal`
   */
  run(
    transfer: Transfer,
    options: { readonly signal: AbortSignal },
  ): AsyncGenerator<TransferStep, TransferResult, void>;
  /**
   * Checks whether `transfer` can run, as far as that is known without a change on its servers.
   *
   * @throws {AppError} 24000, 24003, 20005 and those of connecting, or the reason of `signal`
   */
  check(transfer: Transfer, options: { readonly signal: AbortSignal }): Promise<void>;
}
