import { createServer, type Socket } from "node:net";
import { findPrograms } from "../../src/demo/programs.ts";
import { serveConnection } from "../../src/demo/serve_connection.ts";
import type { Server } from "../../src/domain/server.ts";
import ssh2 from "../../src/ssh2/ssh2.ts";
import { newHostKey } from "../harness/ssh2_host.ts";
import { inTime } from "../harness/in_time.ts";
import type { Random } from "../output/random.ts";
import { PacketMutator } from "./ssh_packets.ts";

/** SSH host that runs programs and mutates what it sends. Disposing it cuts its connections. */
export interface FuzzHost extends AsyncDisposable {
  /** Server with its login. */
  readonly server: Server;
  /** Path of the home folder of its user. */
  readonly home: string;
  /** Number of open connections. */
  readonly connections: number;
  /** Number of packets that were mutated. */
  readonly mutated: number;
}

/** Cipher of ssh2 for what a side sends. */
interface OutboundCipher {
  allocPacket(length: number): Uint8Array;
  encrypt(packet: Uint8Array): void;
}

/** Offset of the payload in a packet of ssh2, in bytes. */
const PAYLOAD = 5;

/** Starts a host whose packets are mutated from the login on, by `nextRandom`. */
export async function startFuzzHost(nextRandom: () => Random): Promise<FuzzHost> {
  const home = await Deno.makeTempDir({ prefix: "pink-page-fuzz-" });
  const account = { username: "u", password: "p", home };
  const programs = await findPrograms();
  const hostKeys = [newHostKey()];
  const mutators: PacketMutator[] = [];
  const sockets = new Set<Socket>();
  const serving = new Set<Promise<void>>();
  const listener = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.setMaxListeners(0);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    const host = new ssh2.Server({ hostKeys, algorithms: { compress: ["none"] } }, (connection) => {
      const random = nextRandom();
      const mutator = new PacketMutator(random, random.of([10, 30, 100, 300]));
      mutators.push(mutator);
      const begin = () => mutateOutput(connection, mutator);
      if (random.chance(10)) connection.once("authentication", begin);
      else connection.once("ready", begin);
      const served = serveConnection(connection, { account, programs, socket });
      serving.add(served);
      served.finally(() => serving.delete(served));
    });
    host.injectSocket(socket);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  return {
    server: { name: "a", host: "127.0.0.1", port, username: "u", password: "p", encoding: "utf-8" },
    home,
    get connections() {
      return sockets.size;
    },
    get mutated() {
      return mutators.reduce((sum, { mutated }) => sum + mutated, 0);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
      await inTime(Promise.all(serving), "the connections end");
      await Deno.remove(home, { recursive: true });
    },
  };
}

/** Sends other packets instead of those of `connection`: in the cipher, whose input is clear. */
function mutateOutput(connection: object, mutator: PacketMutator): void {
  const { _protocol } = connection as { _protocol: { _cipher: OutboundCipher } };
  const cipher = _protocol._cipher;
  const encrypt = cipher.encrypt.bind(cipher);
  cipher.encrypt = (packet) => {
    const padding = packet[4] ?? 0;
    const end = new DataView(packet.buffer, packet.byteOffset).getUint32(0) + 4 - padding;
    for (const payload of mutator.mutate(packet.slice(PAYLOAD, end))) {
      const fresh = cipher.allocPacket(payload.length);
      fresh.set(payload, PAYLOAD);
      encrypt(fresh);
    }
  };
}
