import { AppError, isOutOfDescriptors } from "../errors.ts";
import { CLOSED, connectFault, LATE, NO_SSH, SILENT } from "../domain/connect_fault.ts";

/** How a probe ended. */
export type ProbeResult =
  | {
    /** The server said who it is. */
    readonly ok: true;
    /** From the start of the probe to the end of the identification line. */
    readonly latencyMs: number;
  }
  | {
    /** The server can not be used. */
    readonly ok: false;
    /** What the server did, to be read after its name: no address, no stack. */
    readonly error: string;
  };

/** Settings of a {@linkcode probe}. */
export interface ProbeOptions {
  /** Deadline for the whole probe. */
  readonly timeoutMs: number;
  /** Ends the probe. */
  readonly signal: AbortSignal;
}

/**
 * Said to the server at once, as RFC 4253, 4.2 asks of both sides: an sshd then notes a connection that was closed, and no
 * protocol error; and what only listens to clients that speak first gives itself away.
 */
const OUR_IDENTIFICATION = new TextEncoder().encode("SSH-2.0-PinkPage\r\n");

/** The server's line. Others may come before it (RFC 4253, 4.2); 1.99 is a server that speaks 2.0 too (5.1). */
const IDENTIFICATION = /^SSH-(?:2\.0|1\.99)-.*\r?\n/m;

/** Whoever says so much without that line will not say it any more. */
const LIMIT_BYTES = 8_192;

const TOO_MANY =
  "A server was not checked: the service has too many open files, raise its limit (ulimit -n)";

/**
 * Connects to `host:port` and waits for the SSH identification line. Nothing is logged in to, and the connection is closed
 * again as soon as the line is there. What it returns after `signal` aborted says nothing of the server.
 *
 * @throws {AppError} 10001 when no file descriptor is left, which says nothing of the server either
 */
export async function probe(
  { host, port }: { readonly host: string; readonly port: number },
  { timeoutMs, signal }: ProbeOptions,
): Promise<ProbeResult> {
  const startedAt = performance.now();
  const stopped = new AbortController();
  const stop = () => stopped.abort();
  const deadline = setTimeout(stop, timeoutMs);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    using connection = await Deno.connect({ hostname: host, port, signal: stopped.signal });
    const error = await listen(connection, stopped.signal);
    if (error !== undefined) return { ok: false, error };
    return { ok: true, latencyMs: Math.round((performance.now() - startedAt) * 10) / 10 };
  } catch (cause) {
    if (isOutOfDescriptors(cause)) throw new AppError("SERVICE_UNAVAILABLE", TOO_MANY, { cause });
    return { ok: false, error: stopped.signal.aborted ? LATE : connectFault(cause) };
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener("abort", stop);
  }
}

/** Waits for the identification line. Returns what is wrong when it does not come before `signal` aborts. */
async function listen(connection: Deno.TcpConn, signal: AbortSignal): Promise<string | undefined> {
  // Disposal, unlike close(), may come twice; it ends a pending read.
  signal.addEventListener("abort", () => connection[Symbol.dispose](), { once: true });
  const text = new TextDecoder("latin1");
  const buffer = new Uint8Array(LIMIT_BYTES);
  let heard = "";
  try {
    await connection.write(OUR_IDENTIFICATION);
    while (heard.length < LIMIT_BYTES) {
      const count = await connection.read(buffer);
      if (count === null) break;
      heard += text.decode(buffer.subarray(0, count));
      if (IDENTIFICATION.test(heard)) return undefined;
    }
  } catch {
    // Cut by the deadline or reset by the server: told apart below, as is an orderly end.
  }
  if (heard !== "") return NO_SSH;
  return signal.aborted ? SILENT : CLOSED;
}
