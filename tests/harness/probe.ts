import type { ProbeComplete } from "../../src/protocol/probe_events.ts";
import type { Connection } from "../../src/ssh2/ssh2.ts";
import type { Socket } from "node:net";
import type { Client } from "./client.ts";
import { eventually } from "./eventually.ts";
import { staySilent } from "./tcp_server.ts";

/** Sends `probe_server` for a server. */
export function startProbing(client: Client, server_name: string): void {
  client.send({ type: "probe_server", data: { server_name } });
}

/** Probes a server, and returns the ending. */
export async function probed(client: Client, server_name: string): Promise<ProbeComplete> {
  startProbing(client, server_name);
  const ending = await client.ending();
  if (ending.type === "complete" && "layers" in ending) return ending;
  throw new Error(JSON.stringify(ending));
}

/** Sends the SSH identification line, and then nothing. */
export function stallAtKex(socket: Socket): void {
  socket.write("SSH-2.0-OpenSSH_9.2p1\r\n");
  staySilent(socket);
}

/** Answers no request for a login. */
export function stallAfterKex(connection: Connection): void {
  connection.on("error", () => {}).on("authentication", () => {});
}

/** Port whose listener accepts nothing, and whose backlog is full: connecting never ends. */
export interface FullPort extends AsyncDisposable {
  /** Port on 127.0.0.1. */
  readonly port: number;
}

/** Opens a port, and fills its backlog. */
export async function openFullPort(): Promise<FullPort> {
  const hostname = "127.0.0.1";
  const listener = Deno.listen({ hostname, port: 0, tcpBacklog: 1 });
  const { port } = listener.addr;
  const stopping = new AbortController();
  let connected = 0;
  const connecting = Array.from({ length: 8 }, async () => {
    const connection = await Deno.connect({ hostname, port, signal: stopping.signal });
    connected++;
    stopping.signal.addEventListener("abort", () => connection.close());
  });
  const ended = Promise.allSettled(connecting);
  // Linux lets one more in than the backlog has places.
  await eventually(() => connected === 2, "the backlog is full");
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await ended;
      listener.close();
    },
  };
}
