import type { ConnectionOptions } from "./connection_options.ts";
import { Connection } from "./connection.ts";
import type { Client, SavedClient } from "./client.ts";
import { Http } from "./http.ts";
import { OpenClient } from "./open_client.ts";
import { RunningOperation } from "./running_operation.ts";
import type { SavedOperation } from "./receiver.ts";
import type { WebSocketClass } from "./socket.ts";
import type * as wire from "./wire.ts";

/** Options for {@linkcode connect}. */
export interface ConnectOptions {
  /**
   * Token of the service, sent as a subprotocol and never in the URL. Browsers use the cookie of
   * the login instead.
   */
  readonly token?: string;
  /** Name that others see in `owner` while the service asks for no tokens. */
  readonly name?: string;
  /** Broadcasts to follow beside those that everyone gets. */
  readonly follow?: readonly wire.Topic[];
  /** WebSocket class. Default: `globalThis.WebSocket`. Node 20 has none: pass that of npm `ws`. */
  readonly WebSocket?: WebSocketClass;
  /**
   * State of {@linkcode Client.save}: resumes that connection, and rejects with reason `lost` when
   * its time is over.
   */
  readonly saved?: SavedClient;
  /**
   * Returns the time before try `n` (from 1), in milliseconds. Default: 200 × 2ⁿ, at most 5,000,
   * jittered.
   */
  readonly backoff?: (n: number) => number;
  /** Aborts the attempt, and later closes the client. */
  readonly signal?: AbortSignal;
}

/**
 * Connects to a service: resolves after `welcome`. The scheme of `url` is `http`, `https`, `ws` or
 * `wss`.
 *
 * @throws {PinkPageError} after a refusal, or 10001 after five tries; the reason of the signal
 */
export async function connect(url: string | URL, options: ConnectOptions = {}): Promise<Client> {
  const { token, name, follow, signal, backoff = jittered } = options;
  const asks = name !== undefined || follow !== undefined;
  const hello = asks ? { name, follow: [...follow ?? []] } : undefined;
  const saved = options.saved as ConnectionOptions["saved"];
  const http = new Http(url, token);
  const WebSocket = options.WebSocket ?? (globalThis as Partial<typeof globalThis>).WebSocket;
  if (WebSocket === undefined) {
    throw http.errors.unreachable("This runtime has no WebSocket: pass that of npm `ws`");
  }
  const opened = async (
    { saved, signal }: Pick<ConnectionOptions, "saved"> & Pick<ConnectOptions, "signal">,
  ) => {
    const connection = new Connection({ http, hello, WebSocket, backoff, saved });
    // It takes what comes with the answer to the resume.
    const state = saved && (saved.operation ?? noOperation(saved.seq));
    const operation = state && new RunningOperation<unknown>(connection, state);
    await connection.open(signal);
    return { connection, operation };
  };
  const connect = async (signal?: AbortSignal) => (await opened({ signal })).connection;
  const { connection, operation } = await opened({ saved, signal });
  return new OpenClient(connection, { signal, connect, operation });
}

/** Returns the saved state of a connection that has run nothing. */
function noOperation(seq: number): SavedOperation {
  return {
    requestId: "",
    seq,
    hasArrived: true,
    isWatching: false,
    isEnded: true,
    isManual: false,
  };
}

/** Returns the time before try `n`: 200 × 2ⁿ ms, at most 5 s, of which half is random. */
function jittered(n: number): number {
  return Math.min(5_000, 200 * 2 ** n) * (0.5 + Math.random() / 2);
}
