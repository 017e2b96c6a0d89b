import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import { CLOSED, connectFault, LATE, NO_SSH, SILENT } from "../domain/connect_fault.ts";
import { AppError, isOutOfDescriptors } from "../errors.ts";

/** Result of a probe. */
export type ProbeResult =
  | {
    /** The server sent its identification line. */
    readonly ok: true;
    /** Time from the start of the probe to the end of that line, in milliseconds. */
    readonly latencyMs: number;
  }
  | {
    /** The server cannot be used. */
    readonly ok: false;
    /** Fault, worded to follow the server's name. Holds no address and no stack. */
    readonly error: string;
  };

/** Options for {@linkcode probe}. */
export interface ProbeOptions {
  /** Maximum duration of the probe, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the probe. */
  readonly signal: AbortSignal;
}

/** Address of a server. */
interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Identification line of this service, sent at once as RFC 4253, 4.2 asks of both sides. An sshd
 * then logs a closed connection, and no protocol error. A server that waits for its client to speak
 * first answers.
 */
const OUR_IDENTIFICATION = new TextEncoder().encode("SSH-2.0-PinkPage\r\n");

/**
 * Identification line of a server. Other lines may come before it (RFC 4253, 4.2); a server of
 * version 1.99 speaks 2.0 too (5.1).
 */
const IDENTIFICATION = /^SSH-(?:2\.0|1\.99)-.*\r?\n/m;

/** Maximum number of bytes to read before the identification line. */
const LIMIT_BYTES = 8_192;

const TOO_MANY =
  "A server was not checked: the service has too many open files, raise its limit (ulimit -n)";

/**
 * Connects to the server and waits for its SSH identification line, without logging in. The
 * connection is closed when the probe ends. A result after `signal` aborted says nothing about the
 * server.
 *
 * @throws {AppError} 10001 when no file descriptor is left, which says nothing about the server
 */
export async function probe(
  address: Address,
  { timeoutMs, signal }: ProbeOptions,
): Promise<ProbeResult> {
  const stopping = new AbortController();
  const probing = identify(address, stopping.signal);
  // The result, or the error, is awaited below.
  await within(timeoutMs, orAborted(signal, probing)).catch(() => {});
  stopping.abort();
  return await probing;
}

/**
 * Connects and reads the identification line, until `signal` aborts.
 *
 * @throws {AppError} 10001 when no file descriptor is left
 */
async function identify({ host, port }: Address, signal: AbortSignal): Promise<ProbeResult> {
  const startedMs = performance.now();
  try {
    using connection = await Deno.connect({ hostname: host, port, signal });
    const error = await readIdentification(connection, signal);
    if (error !== undefined) return { ok: false, error };
    return { ok: true, latencyMs: Math.round((performance.now() - startedMs) * 10) / 10 };
  } catch (cause) {
    if (isOutOfDescriptors(cause)) throw new AppError("SERVICE_UNAVAILABLE", TOO_MANY, { cause });
    return { ok: false, error: signal.aborted ? LATE : connectFault(cause) };
  }
}

/**
 * Reads up to the identification line. Returns the fault if there is none before `signal` aborts.
 */
async function readIdentification(
  connection: Deno.TcpConn,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = new TextDecoder("latin1");
  const buffer = new Uint8Array(LIMIT_BYTES);
  let received = "";
  try {
    await orAborted(signal, connection.write(OUR_IDENTIFICATION));
    while (received.length < LIMIT_BYTES) {
      const count = await orAborted(signal, connection.read(buffer));
      if (count === null) break;
      received += text.decode(buffer.subarray(0, count));
      if (IDENTIFICATION.test(received)) return undefined;
    }
  } catch {
    // Cut by the signal or reset by the server: told apart below, as is a regular end.
  }
  if (received !== "") return NO_SSH;
  return signal.aborted ? SILENT : CLOSED;
}
