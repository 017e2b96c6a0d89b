import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import type { Layer } from "../domain/probed_layers.ts";
import type { Offer } from "./algorithms.ts";

/** Maximum size of the kept clear text, in bytes. A packet has at most 35,000 (RFC 4253, 6.1). */
const LIMIT_BYTES = 65_536;
/** Number of the message KEXINIT (RFC 4253, 12). */
const KEXINIT = 20;
/**
 * Offset of the lists in a KEXINIT packet, in bytes: length 4, padding length 1, message 1, cookie
 * 16.
 */
const LISTS_OFFSET = 22;
/** Pattern of the ciphers that need no MAC. */
const AUTHENTICATED = /-gcm@|^chacha20-poly1305/;

/**
 * Lists of KEXINIT in their order (RFC 4253, 7.1): purpose in words, and field of {@linkcode
 * Offer}.
 */
const LISTS = [
  { purpose: "key exchange", field: "kex" },
  { purpose: "host key", field: "serverHostKey" },
  { purpose: "cipher", field: "cipher" },
  { purpose: "cipher", field: "cipher" },
  { purpose: "MAC", field: "hmac" },
  { purpose: "MAC", field: "hmac" },
] as const;

/** Purpose for which the two sides have no algorithm in common. */
export interface Unmatched {
  /** Purpose in words, such as `host key`. */
  readonly purpose: string;
  /** Algorithms of the server. */
  readonly offered: readonly string[];
}

/**
 * Clear text at the start of a connection: the identification line of the server and its KEXINIT,
 * which lists its algorithms. It is read from the socket because ssh2 exposes neither.
 */
export class ServerHello {
  readonly #socket: Socket;
  readonly #onLayer: ((layer: Layer) => void) | undefined;
  #isConnected = false;
  #isIdentified = false;
  #bytes: Buffer = Buffer.alloc(0);
  #lists: readonly (readonly string[])[] | undefined;

  /** Creates a reader of `socket`, which is not connected yet. `onLayer` gets `tcp`, `banner`. */
  constructor(socket: Socket, onLayer?: (layer: Layer) => void) {
    this.#socket = socket;
    this.#onLayer = onLayer;
    socket.on("data", this.#read).once("connect", () => {
      this.#isConnected = true;
      onLayer?.("tcp");
    });
  }

  /** Whether the server has accepted the TCP connection. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Whether the server has sent anything. */
  get hasSent(): boolean {
    return this.#bytes.length > 0;
  }

  /** Whether the server has sent its identification line. */
  get isIdentified(): boolean {
    return this.#isIdentified;
  }

  /** Returns the signature algorithms of both the server and `ours`, in the order of `ours`. */
  commonHostKeys(ours: Offer): readonly string[] {
    return ours.serverHostKey.filter((algorithm) => this.#lists?.[1]?.includes(algorithm));
  }

  /** Returns the purposes without a common algorithm; none when the server's lists are unknown. */
  unmatched(ours: Offer): readonly Unmatched[] {
    const lists = this.#lists;
    if (lists === undefined) return [];
    const common = (index: number) =>
      ours[LISTS[index]!.field].find((algorithm) => lists[index]?.includes(algorithm));
    const found = new Map<string, Unmatched>();
    for (const [index, { purpose }] of LISTS.entries()) {
      const cipher = purpose === "MAC" ? common(index - 2) : undefined;
      if (common(index) !== undefined || AUTHENTICATED.test(cipher ?? "")) continue;
      found.set(purpose, { purpose, offered: lists[index] ?? [] });
    }
    return [...found.values()];
  }

  readonly #read = (chunk: Buffer): void => {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const start = this.#identificationEnd();
    if (start !== undefined && !this.#isIdentified) {
      this.#isIdentified = true;
      this.#onLayer?.("banner");
    }
    if (start !== undefined) this.#lists = readLists(this.#bytes.subarray(start));
    if (this.#lists === undefined && this.#bytes.length < LIMIT_BYTES) return;
    this.#socket.off("data", this.#read);
  };

  #identificationEnd(): number | undefined {
    const match = /^SSH-(?:2\.0|1\.99)-.*\r?\n/m.exec(this.#bytes.toString("latin1"));
    return match === null ? undefined : match.index + match[0].length;
  }
}

/** Reads the name-lists of a KEXINIT packet. Returns undefined for a partial or another packet. */
function readLists(packet: Buffer): readonly (readonly string[])[] | undefined {
  if (packet.length < 6 || packet.length < 4 + packet.readUInt32BE(0)) return undefined;
  if (packet[5] !== KEXINIT) return undefined;
  const lists: string[][] = [];
  let offset = LISTS_OFFSET;
  while (lists.length < LISTS.length && offset + 4 <= packet.length) {
    const length = packet.readUInt32BE(offset);
    lists.push(packet.toString("latin1", offset + 4, offset + 4 + length).split(","));
    offset += 4 + length;
  }
  return lists;
}
