import type { ServerConfig } from "../config.ts";
import type { RemoteFiles } from "./remote_files.ts";

/** One end of a transfer: a server and a path there, as configured. */
export interface JobEnd {
  /** How to log in, and the encoding of names. */
  readonly server: ServerConfig;
  /** Absolute. */
  readonly path: string;
}

/** One transfer that is to be run. */
export interface TransferJob {
  /** Its name in messages, and in the names of temporary files. */
  readonly name: string;
  /** A file, a folder or a glob. */
  readonly from: JobEnd;
  /** A folder. */
  readonly to: JobEnd;
}

/** Connects to the files of a server; connecting ends with the reason of `signal`. The caller disposes them. */
export type Connect = (
  server: ServerConfig,
  options: { readonly signal: AbortSignal },
) => Promise<RemoteFiles>;

/** What a running transfer tells. */
export type Step =
  | { readonly kind: "status"; readonly message: string }
  | { readonly kind: "line"; readonly text: string }
  | ({ readonly kind: "progress" } & Progress);

/** How far a transfer is. */
export interface Progress {
  /** Bytes that the target has taken. */
  readonly bytes: number;
  /** Of the whole transfer. */
  readonly totalBytes: number;
  /** The file of which bytes were taken last, as a path from the target folder. */
  readonly file: string;
  /** Bytes of that file that the target has taken. */
  readonly fileBytes: number;
  /** Files that have arrived. */
  readonly filesDone: number;
  /** Of the whole transfer. */
  readonly filesTotal: number;
  /** Over the last seconds. */
  readonly bytesPerSecond: number;
}

/** What a transfer has done. */
export interface TransferSummary {
  /** Files copied. */
  readonly files: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Which way both ends went; `mixed` when they differ. */
  readonly mode: "sftp" | "exec" | "mixed";
}
