import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { SshConnection } from "../../src/ssh/ssh_connection.ts";
import { FORGETFUL, serverOf } from "../harness/shells.ts";
import { startSshd } from "../harness/sshd.ts";
import { startTcpProxy } from "../harness/tcp_proxy.ts";
import { startTcpServer, type TcpServer } from "../harness/tcp_server.ts";
import type { Random } from "../output/random.ts";
import { mutatedBytes, ODD_TEXTS } from "./junk.ts";
import { clearPacket, clearPackets, PacketMutator } from "./ssh_packets.ts";

/** Clear text of a server: its identification line, and the packets of the key exchange. */
export interface Hello {
  readonly banner: Uint8Array;
  readonly packets: readonly Uint8Array[];
}

/** Records what a real sshd says in clear text. */
export async function recordHello(): Promise<Hello> {
  await using sshd = await startSshd();
  await using proxy = await startTcpProxy(sshd.port);
  const bytes: Buffer[] = [];
  const client = await import("node:net").then(({ connect }) => connect);
  await using relay = await startTcpServer((near) => {
    const far = client({ host: "127.0.0.1", port: proxy.port });
    far.on("data", (chunk) => bytes.push(chunk)).on("error", () => {});
    far.pipe(near);
    near.pipe(far);
  });
  const policy = { mode: "off", knownHosts: FORGETFUL } as const;
  const { signal } = new AbortController();
  const server = { ...serverOf(sshd), port: relay.port };
  await (await SshConnection.open(server, { policy, signal }))[Symbol.asyncDispose]();
  const all = Buffer.concat(bytes);
  const end = all.indexOf("\n") + 1;
  return { banner: all.subarray(0, end), packets: clearPackets(all.subarray(end)) };
}

/** Server that says a mutated hello to each connection. Disposing it cuts the connections. */
export interface ReplayServer extends TcpServer {
  /** Number of packets and lines that were mutated. */
  readonly mutated: number;
}

/** Starts a server that replays `hello`, mutated by `nextRandom`. */
export async function startReplayServer(
  hello: Hello,
  nextRandom: () => Random,
): Promise<ReplayServer> {
  let mutated = 0;
  const speaking = new Set<Promise<void>>();
  const server = await startTcpServer((socket) => {
    const random = nextRandom();
    const { parts, count } = mutatedHello(hello, random);
    mutated += count;
    socket.on("end", () => socket.end()).resume();
    const speech = say(socket, { parts, random }).finally(() => speaking.delete(speech));
    speaking.add(speech);
  });
  return {
    host: server.host,
    port: server.port,
    get connections() {
      return server.connections;
    },
    get mutated() {
      return mutated;
    },
    cutAll: server.cutAll,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await Promise.all(speaking);
    },
  };
}

/** Sends the parts one after the other, each when the client has said something, or soon. */
async function say(
  socket: Socket,
  { parts, random }: { parts: readonly Uint8Array[]; random: Random },
): Promise<void> {
  for (const part of parts) {
    for (const piece of random.cut(Buffer.from(part), random.below(random.of([1, 4])))) {
      if (socket.writable) socket.write(piece);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, 30);
    socket.once("data", () => resolve());
    await promise;
    clearTimeout(timer);
  }
  if (random.chance(90)) socket.end();
}

function mutatedHello(
  { banner, packets }: Hello,
  random: Random,
): { parts: Uint8Array[]; count: number } {
  const mutator = new PacketMutator(random, random.of([200, 500]));
  const line = random.chance(25) ? mutatedBanner(banner, random) : banner;
  const isBroken = random.chance(40);
  const parts = packets.flatMap((packet) => {
    const payload = packet.subarray(5, packet.length - (packet[4] ?? 0));
    const sent = mutator.mutate(payload).map(clearPacket);
    // A length that is wrong, or a packet that is cut.
    return isBroken
      ? sent.map((bytes) => random.chance(30) ? mutatedBytes(bytes, random) : bytes)
      : sent;
  });
  return { parts: [line, ...parts], count: mutator.mutated + (line === banner ? 0 : 1) };
}

function mutatedBanner(banner: Uint8Array, random: Random): Uint8Array {
  const text = Buffer.from(banner).toString("latin1");
  return random.of<() => Uint8Array>([
    () => mutatedBytes(banner, random),
    () => Buffer.from(text.repeat(2)),
    () => Buffer.from(`${"welcome\r\n".repeat(random.below(3_000))}${text}`),
    () => Buffer.from(`SSH-${random.of(["1.5", "1.99", "2.1", ""])}-${random.of(ODD_TEXTS)}\r\n`),
    () => Buffer.from(`SSH-2.0-${"x".repeat(random.below(100_000))}\r\n`),
    () => Buffer.from(text.replace("\r\n", random.of(["", "\n", "\r", "\0\r\n", " \n"]))),
    () => Buffer.alloc(random.below(70_000), random.below(256)),
  ])();
}
