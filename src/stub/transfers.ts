import type { ServerConfig } from "../config.ts";

/** One end of a transfer. */
export interface TransferEnd {
  /** How to log in, and the encoding of names. */
  readonly server: ServerConfig;
  /** Absolute: a file, a folder or a glob at the source, a folder at the target. */
  readonly path: string;
}

/** What is copied where. */
export interface Transfer {
  /** As configured. */
  readonly name: string;
  /** The source. */
  readonly from: TransferEnd;
  /** The target. */
  readonly to: TransferEnd;
}

/** What a running transfer tells. */
export type TransferStep =
  | { readonly kind: "status"; readonly message: string }
  | { readonly kind: "line"; readonly text: string }
  | ({ readonly kind: "progress" } & TransferProgress);

/** How far a transfer is. */
export interface TransferProgress {
  /** Bytes that the target has taken. */
  readonly bytes: number;
  /** Of the whole transfer. */
  readonly totalBytes: number;
  /** The file of which bytes arrived last. */
  readonly file: string;
  /** Bytes of that file that the target has taken. */
  readonly fileBytes: number;
  /** Files that are complete. */
  readonly filesDone: number;
  /** Of the whole transfer. */
  readonly filesTotal: number;
  /** Of late. */
  readonly bytesPerSecond: number;
}

/** What a transfer has done. */
export interface TransferResult {
  /** Files copied. */
  readonly files: number;
  /** Their bytes. */
  readonly bytes: number;
  /** The way to both servers. */
  readonly mode: "sftp" | "exec" | "mixed";
}

/** Runs transfers between servers. */
export interface Transfers {
  /**
   * Copies everything, or throws. When `signal` aborts it throws its reason. However it ends, by then nothing unfinished
   * is left at the target.
   */
  run(
    transfer: Transfer,
    options: { readonly signal: AbortSignal },
  ): AsyncGenerator<TransferStep, TransferResult, void>;
}
