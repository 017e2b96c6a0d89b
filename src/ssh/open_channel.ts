import { orAborted } from "../async/or_aborted.ts";
import { within } from "../async/within.ts";
import { AppError } from "../errors.ts";
import { channelFailure, connectionLost } from "./ssh_failure.ts";

/** Channel of ssh2. */
export interface Channel {
  /** Closes the channel. */
  destroy(): unknown;
  /** Calls `listener` with each error. */
  on(event: "error", listener: () => void): unknown;
  /** Second stream of a command. */
  readonly stderr?: Pick<Channel, "on">;
}

/** Request for a channel. */
export interface ChannelRequest<Opened, Taken> {
  /** Name of the server. */
  readonly server: string;
  /** Sends the request. ssh2 answers it through `onAnswer`. */
  readonly ask: (onAnswer: (error: Error | undefined, opened: Opened) => void) => void;
  /** Takes over the channel in the turn in which it opens. */
  readonly take: (opened: Opened) => Taken;
  /** Time for the answer, in milliseconds. */
  readonly deadlineMs: number;
  /** Signal that aborts with 20005 when the connection is lost. */
  readonly lost: AbortSignal;
  /** Signal that ends the wait with its reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Time to wait for a channel that is no longer wanted, in milliseconds. */
const ABANDON_MS = 1_000;

/**
 * Opens a channel. A channel that opens after the wait has ended is closed.
 *
 * @throws {AppError} 20005 when the connection is lost, 22003 when the server refuses the channel
 * or does not answer in time, 22004 when it refuses a request on the channel, or the reason of
 * `signal`
 */
export async function openChannel<Opened extends Channel, Taken extends object>(
  { server, ask, take, deadlineMs, lost, signal }: ChannelRequest<Opened, Taken>,
): Promise<Taken> {
  lost.throwIfAborted();
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Taken>();
  let refusal: Error | undefined;
  let isOver = false;
  const onAnswer = (error: Error | undefined, opened: Opened) => {
    if (error) {
      refusal = error;
      // ssh2 fails the requests of a closing connection before it emits the close.
      setTimeout(() => reject(channelFailure(server, error)));
      return;
    }
    closeOnLateData(opened);
    if (isOver) opened.destroy();
    else resolve(take(opened));
  };
  try {
    send(() => ask(onAnswer), server);
    const opening = orAborted(lost, promise);
    const waiting = signal === undefined ? opening : orAbandoned(signal, opening);
    const taken = await within(deadlineMs, waiting);
    if (taken !== undefined) return taken;
    const detail = `${server} did not answer a channel request in time`;
    throw new AppError("SSH_CHANNEL_ERROR", detail);
  } catch (error) {
    const isLost = refusal !== undefined && error === lost.reason;
    throw isLost ? connectionLost(server, refusal) : error;
  } finally {
    isOver = true;
  }
}

/**
 * Closes a channel on which the server sends data after its end, against RFC 4254, 5.3: a stream
 * of Node.js reports that as an error. Without a listener, the process would end.
 */
function closeOnLateData(channel: Channel): void {
  for (const stream of [channel, channel.stderr]) stream?.on("error", () => channel.destroy());
}

/** Runs `ask`. @throws {AppError} 20005: ssh2 throws "Not connected" on a closing connection */
function send(ask: () => void, server: string): void {
  try {
    ask();
  } catch (cause) {
    throw connectionLost(server, cause);
  }
}

/**
 * Waits for a channel. After `signal` aborts, waits a second more: the command may have started by
 * then, and only a caller that gets its channel can end it.
 *
 * @throws the reason of `signal` when no channel opens in that second
 */
async function orAbandoned<Taken extends object>(
  signal: AbortSignal,
  opening: Promise<Taken>,
): Promise<Taken> {
  try {
    return await orAborted(signal, opening);
  } catch (error) {
    if (!signal.aborted) throw error;
    const taken = await within(ABANDON_MS, opening);
    if (taken === undefined) throw signal.reason;
    return taken;
  }
}
