import { inTime } from "./in_time.ts";

/** Time for the pipes of an ended process to close, in milliseconds. */
export const PIPES_MS = 1_000;

/** Output of a process, and its end. */
export interface Output extends Deno.CommandStatus {
  /** Bytes on standard output. */
  readonly stdout: Uint8Array;
  /** Bytes on standard error. */
  readonly stderr: Uint8Array;
}

/** Options for {@linkcode outputOf}. */
export interface OutputOptions {
  /** Condition that is waited for, for the error. */
  readonly what: string;
  /** Time for the process, in milliseconds. */
  readonly limitMs: number;
  /** Kills the process when the time is over. Default: SIGKILL to the process alone. */
  readonly kill?: () => void;
}

/**
 * Reads the output of `child` until it ends. A process that it left, and that holds its pipes open,
 * is not waited for.
 *
 * @throws {Error} that names `what` when the process has not ended in time; it is killed then
 */
export async function outputOf(
  child: Deno.ChildProcess,
  { what, limitMs, kill = () => child.kill("SIGKILL") }: OutputOptions,
): Promise<Output> {
  const ended = new AbortController();
  const reading = [child.stdout, child.stderr].map((stream) =>
    readAll(stream, { signal: ended.signal })
  );
  const status = await inTime(child.status, what, { limitMs }).catch(async (error) => {
    kill();
    ended.abort();
    await Promise.all([child.status, ...reading]);
    throw error;
  });
  const closing = setTimeout(() => ended.abort(), PIPES_MS);
  const [stdout = new Uint8Array(), stderr = new Uint8Array()] = await Promise.all(reading);
  clearTimeout(closing);
  return { ...status, stdout, stderr };
}

/** Reads `stream` to its end, or until `signal` aborts. Calls `onChunk` for each chunk. */
export async function readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { signal, onChunk = () => {} }: { signal: AbortSignal; onChunk?: () => void },
): Promise<Uint8Array> {
  const reader = stream.getReader();
  signal.addEventListener("abort", () => void reader.cancel(), { once: true });
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    onChunk();
  }
  return await new Blob(chunks).bytes();
}
