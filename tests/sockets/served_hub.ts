import { memoryLeaseStore } from "../harness/lease_store.ts";
import { openLog } from "../../src/log.ts";
import { Cancel, Resize, SshCommand, SshInput } from "../../src/protocol/client_messages.ts";
import { GetLockStatus, Resume, type ResumeData } from "../../src/protocol/session_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import { type Call, on, type Routes } from "../../src/router/route.ts";
import { Hub } from "../../src/sockets/hub.ts";
import { SocketClient } from "../../src/sockets/socket_client.ts";
import { upgrade } from "../../src/sockets/upgrade.ts";
import { createEncoder } from "../../src/output/encode.ts";
import { OPEN } from "../../src/domain/admission.ts";
import { Broadcast } from "../../src/domain/broadcast.ts";
import type { Client } from "../../src/domain/client.ts";
import { within } from "../../src/async/within.ts";
import { ConnectionLimits } from "../../src/access/connection_limits.ts";
import { Leases } from "../../src/leases/leases.ts";
import { TerminalOperation } from "../../src/operations/terminal_operation.ts";

/** Time for the server to close its connections, in milliseconds. */
const SHUTDOWN_MS = 2_000;
/** Length of one event, in characters: few of them fill a socket. */
const PIECE_CHARACTERS = 1_048_576;

/** Context of the handlers. */
interface Context {
  readonly client: Client;
  readonly leases: Leases;
  readonly onServed: () => void;
}

/**
 * Hub on a bare server. `ssh_command` floods, `ssh_input` is answered with 1 MiB, `resize` is under
 * way until the client is gone, and `cancel` has no answer.
 */
export interface ServedHub extends AsyncDisposable {
  readonly url: string;
  readonly hub: Hub<Context>;
  /** Limits of its connections, which the test checks. */
  readonly limits: ConnectionLimits;
  /** Channel to every client. */
  readonly broadcast: Broadcast;
  /** Leases of the floods; with the lock on, changes are told to everyone. */
  readonly leases: Leases;
  /** Clients so far, in the order of arrival. */
  readonly clients: readonly SocketClient[];
  /** Number of messages that have come to their handlers. */
  readonly served: number;
}

/** Serves a hub on a free port. */
export function serveHub(
  { silenceMs, handshakeMs, maxConnections = 1_000, commandLock = false, resumeSeconds = 0 }: {
    silenceMs?: number;
    handshakeMs?: number;
    maxConnections?: number;
    commandLock?: boolean;
    resumeSeconds?: number;
  } = {},
): ServedHub {
  const clients: SocketClient[] = [];
  let served = 0;
  const broadcast = new Broadcast();
  const leases = new Leases({
    commandLock: commandLock ? "on" : "off",
    store: memoryLeaseStore(),
    maxOperations: 1_000,
    maxOperationsPerServer: 1_000,
    sessionIdleSeconds: 0,
    announce: (status, topic) => broadcast.announce(status, topic),
    history: { beginLease: () => ({ end() {} }) },
  });
  const log = openLog({ level: "error", format: "text", file: undefined, secrets: [] });
  const limits = new ConnectionLimits({ maxConnections });
  const hub = new Hub<Context>({
    routes,
    maxFrameBytes: 1_048_576,
    messageLimit: () => () => {},
    log,
    broadcast,
    limits,
    silenceMs,
    handshakeMs,
    resumeSeconds,
    contextOf: (client) => {
      if (client instanceof SocketClient) clients.push(client);
      return { client, leases, onServed: () => served++ };
    },
    welcome,
    onConnect: () => {},
    onFailure: () => {},
    onAway: (client, until) => leases.update(client, { awayUntil: until?.toISOString() ?? null }),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      upgrade(request, (socket) => hub.adopt(socket, { address: "127.0.0.1:1", admission: OPEN })),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    hub,
    limits,
    broadcast,
    leases,
    clients,
    get served() {
      return served;
    },
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]();
      // A handshake whose client has reset the connection never ends.
      await within(SHUTDOWN_MS, server.shutdown());
      log[Symbol.dispose]();
    },
  };
}

/** Checks whether `client` has so much unread that nothing more is sent to it. */
export async function isCongested(client: SocketClient | undefined): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<true>();
  const timer = setTimeout(resolve, 50, true);
  const drained = client?.drained().then(() => false, () => false) ?? false;
  const congested = await Promise.race([drained, late]);
  clearTimeout(timer);
  return congested;
}

const routes: Routes<Context> = {
  ssh_command: on(SshCommand, flood),
  ssh_input: on(SshInput, answerAtLength),
  resize: on(Resize, untilTheEnd),
  resume: on(Resume, resume),
  cancel: on(Cancel, () => {}),
  get_lock_status: on(GetLockStatus, lockStatus),
};

async function* flood(
  { context: { client, leases }, signal, untilEnding }: Call<unknown, Context>,
): AsyncGenerator<ServerEvent> {
  const encode = createEncoder("utf-8");
  const operation = untilEnding.use(
    new TerminalOperation({ size: { cols: 80, rows: 24 }, encode }),
  );
  untilEnding.use(leases.acquire(client, {
    ...{ operation, kind: "command", serverName: "a", servers: ["a"] },
  }));
  untilEnding.use(client.keepOutput());
  for (let seq = 1;; seq++) {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    yield { type: "output", data: "x".repeat(PIECE_CHARACTERS), seq };
  }
}

async function* resume(
  { input, context: { client } }: Call<ResumeData, Context>,
): AsyncGenerator<ServerEvent> {
  const { id, replay, ...rest } = client.resume(input);
  const answer = { connection_id: id, ...rest, resume_token: input.token, session_token: null };
  yield { type: "resumed", ...answer };
  replay();
}

async function* answerAtLength(
  { context }: Call<unknown, Context>,
): AsyncGenerator<ServerEvent> {
  yield { type: "cancelled", message: "x".repeat(PIECE_CHARACTERS) };
  context.onServed();
}

async function* untilTheEnd(
  { context, signal }: Call<unknown, Context>,
): AsyncGenerator<ServerEvent> {
  context.onServed();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => resolve(), { once: true });
  await promise;
  yield { type: "cancelled", message: "The connection ended" };
}

async function* lockStatus({ context }: Call<unknown, Context>): AsyncGenerator<ServerEvent> {
  yield context.leases.lockStatus;
}

function welcome({ client }: Context): ServerEvent {
  return {
    type: "welcome",
    connection_id: client.id,
    lock_status: { locked: false, lock_owner: null },
    session_status: { active: false, owner: null, leases: [] },
    owner: null,
    server_health: {},
    protocol_version: 1,
    resume_token: client.resumeToken,
    user: { name: null, role: "admin" },
    service: { version: "0", command_lock: false, resume_seconds: 0, session_idle_seconds: 0 },
  };
}
