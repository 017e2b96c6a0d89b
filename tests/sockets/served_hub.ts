import { openLog } from "../../src/log.ts";
import {
  ClientMessageSchema,
  GetLockStatus,
  Resize,
  Resume,
  type ResumeData,
  SshCommand,
  SshInput,
} from "../../src/protocol/client_messages.ts";
import type { ServerEvent } from "../../src/protocol/server_events.ts";
import type { Peer } from "../../src/router/dispatch.ts";
import { type Call, on, type Routes } from "../../src/router/route.ts";
import { Hub, type Line } from "../../src/sockets/hub.ts";
import { upgrade } from "../../src/sockets/upgrade.ts";
import { createEncoder } from "../../src/output/encode.ts";
import type { Client } from "../../src/domain/client.ts";
import { Leases } from "../../src/leases/leases.ts";
import { TerminalOperation } from "../../src/operations/terminal_operation.ts";

/** Length of one event, in characters: few of them fill a socket. */
const PIECE_CHARACTERS = 1_048_576;

/** What the feature knows of its connection. */
interface Context {
  readonly client: Client;
  readonly line: Line;
  readonly leases: Leases;
  readonly onServed: () => void;
}

/**
 * A hub on a bare server. `ssh_command` floods, `ssh_input` is answered with 1 MiB, `resize` is under way until the
 * connection ends, and `cancel` has no answer.
 */
export interface ServedHub extends AsyncDisposable {
  readonly url: string;
  readonly hub: Hub<Context>;
  /** Who may flood; with the lock on, changes are told to everyone. */
  readonly leases: Leases;
  /** Every connection so far, in the order of arrival. */
  readonly peers: readonly Peer[];
  /** How many messages have come to their handlers. */
  readonly served: number;
}

/** Serves a hub on a free port. */
export function serveHub(
  { deadAfterMs, commandLock = false, resumeSeconds = 0 }: {
    deadAfterMs?: number;
    commandLock?: boolean;
    resumeSeconds?: number;
  } = {},
): ServedHub {
  const peers: Peer[] = [];
  let served = 0;
  const leases = new Leases({
    commandLock,
    sessionIdleSeconds: 0,
    announce: (status) => hub.broadcast(status),
    history: { beginLease: () => ({ end() {} }) },
  });
  const log = openLog({ level: "error", format: "text", file: undefined, secrets: [] });
  const hub = new Hub<Context>({
    log,
    deadAfterMs,
    resumeSeconds,
    admit: (peer, line) => {
      peers.push(peer);
      const client = {
        connectionId: peer.id,
        peerAddress: peer.address,
        name: null,
        awayUntil: null,
      };
      const context = { client, line, leases, onServed: () => served++ };
      return {
        endpoint: { routes, context, maxFrameBytes: 1_048_576 },
        welcome: welcome(peer.id, line.token),
        onAway: (until) => leases.update(client, { awayUntil: until?.toISOString() ?? null }),
      };
    },
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => upgrade(request, (socket) => hub.adopt(socket, "127.0.0.1:1")),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    hub,
    leases,
    peers,
    get served() {
      return served;
    },
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]();
      await server.shutdown();
      log[Symbol.dispose]();
    },
  };
}

/** True when `peer` has so much unread that nothing more is sent to it. */
export async function isCongested(peer: Peer | undefined): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<true>();
  const timer = setTimeout(resolve, 50, true);
  const drained = peer?.drained().then(() => false, () => false) ?? false;
  const congested = await Promise.race([drained, late]);
  clearTimeout(timer);
  return congested;
}

/** Table that answers every message of the protocol with nothing, whatever messages there are. */
const silent = Object.fromEntries(
  ClientMessageSchema.options.map((schema) => [schema.shape.type.value, on(schema, nothing)]),
) as Routes<Context>;

const routes: Routes<Context> = {
  ...silent,
  ssh_command: on(SshCommand, flood),
  ssh_input: on(SshInput, answerAtLength),
  resize: on(Resize, untilTheEnd),
  resume: on(Resume, resume),
  get_lock_status: on(GetLockStatus, lockStatus),
};

async function* flood(
  { context: { client, line, leases }, signal, held }: Call<unknown, Context>,
): AsyncGenerator<ServerEvent> {
  const encode = createEncoder("utf-8");
  const operation = held.use(new TerminalOperation({ size: { cols: 80, rows: 24 }, encode }));
  held.use(leases.take(client, { operation, kind: "command", serverName: "a" }));
  held.use(line.keep());
  for (let seq = 1;; seq++) {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    yield { type: "output", data: "x".repeat(PIECE_CHARACTERS), seq };
  }
}

async function* resume(
  { input, context: { line } }: Call<ResumeData, Context>,
): AsyncGenerator<ServerEvent> {
  const { connectionId, seq, replay } = line.resume(input);
  yield { type: "resumed", connection_id: connectionId, seq, resume_token: input.token };
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

async function* nothing(): AsyncGenerator<ServerEvent> {}

async function* lockStatus({ context }: Call<unknown, Context>): AsyncGenerator<ServerEvent> {
  yield context.leases.lockStatus;
}

function welcome(id: string, token: string): ServerEvent {
  return {
    type: "welcome",
    connection_id: id,
    lock_status: { locked: false, lock_owner: null },
    session_status: { active: false, owner: null },
    owner: null,
    server_health: {},
    protocol_version: 1,
    resume_token: token,
  };
}
