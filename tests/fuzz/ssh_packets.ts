import { Buffer } from "node:buffer";
import type { Random } from "../output/random.ts";
import { mutatedBytes } from "./junk.ts";

/** Numbers of messages (RFC 4250, 4.1.2). */
export const MESSAGE = { kexInit: 20, newKeys: 21, data: 94, closed: 97 } as const;

/** Splits clear packets (RFC 4253, 6) up to NEWKEYS, the last one in clear text. */
export function clearPackets(bytes: Uint8Array): Uint8Array[] {
  const packets: Uint8Array[] = [];
  const buffer = Buffer.from(bytes);
  for (let at = 0; at + 5 < buffer.length;) {
    const packet = buffer.subarray(at, at + 4 + buffer.readUInt32BE(at));
    packets.push(packet);
    at += packet.length;
    if (packet[5] === MESSAGE.newKeys) break;
  }
  return packets;
}

/** Returns a clear packet with `payload`, padded to a multiple of 8 bytes. */
export function clearPacket(payload: Uint8Array): Uint8Array {
  const padding = 4 + (8 - (payload.length + 9) % 8) % 8;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(1 + payload.length + padding);
  head[4] = padding;
  return Buffer.concat([head, payload, Buffer.alloc(padding)]);
}

/** Changes the payloads of packets, and counts the changed ones. */
export class PacketMutator {
  /** Number of packets that were changed, left out, repeated or added. */
  mutated = 0;
  readonly #random: Random;
  readonly #perMille: number;
  #held: Uint8Array[] = [];

  /** Changes `perMille` of 1,000 packets. */
  constructor(random: Random, perMille: number) {
    this.#random = random;
    this.#perMille = perMille;
  }

  /** Returns the payloads that are sent instead of `payload`. */
  mutate(payload: Uint8Array): Uint8Array[] {
    const random = this.#random;
    const late = this.#held;
    this.#held = [];
    if (random.below(1_000) >= this.#perMille) return [payload, ...late];
    this.mutated++;
    return random.of<() => Uint8Array[]>([
      () => [...late],
      () => [payload, payload, ...late],
      () => [mutatedBytes(payload, random), ...late],
      () => [changedHead(payload, random), ...late],
      () => [changedHead(payload, random), ...late],
      () => [payload, oddMessage(random, payload), ...late],
      () => [oddMessage(random, payload), payload, ...late],
      () => {
        this.#held = [payload];
        return late;
      },
    ])();
  }
}

/** Changes bytes where a message and the answer of SFTP in it have numbers, lengths and ids. */
function changedHead(payload: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(payload);
  const start = payload[0] === MESSAGE.data ? 9 : 1;
  for (let count = 0; count <= random.below(3); count++) {
    const at = start + random.below(Math.max(1, Math.min(40, payload.length - start)));
    if (at < changed.length) changed[at] = random.of([0, 1, 0xff, 0x7f, random.below(256)]);
  }
  return changed;
}

/** Returns a message that a server may send at another time, to the channel of `payload`. */
function oddMessage(random: Random, payload: Uint8Array): Uint8Array {
  const channel = payload[0]! > 90 ? payload.subarray(1, 5) : Uint8Array.of(0, 0, 0, 0);
  const noise = Uint8Array.from({ length: random.below(20) }, () => random.below(256));
  const huge = Uint8Array.of(0xff, 0xff, 0xff, 0xff);
  const request = (name: string, rest: Uint8Array) =>
    Buffer.concat([Uint8Array.of(98), channel, text(name), Uint8Array.of(0), rest]);
  const reason = Buffer.concat([text("reason"), text("")]);
  return random.of<() => Uint8Array>([
    () => Buffer.concat([Uint8Array.of(93), channel, huge]),
    () => Buffer.concat([Uint8Array.of(94), channel, text(noise)]),
    () => Buffer.concat([Uint8Array.of(95, ...channel, 0, 0, 0, 1), text(noise)]),
    () => Buffer.concat([Uint8Array.of(95, ...channel, 0, 0, 0, 9), text(noise)]),
    () => Uint8Array.of(96, ...channel),
    () => Uint8Array.of(MESSAGE.closed, ...channel),
    () => Uint8Array.of(99, ...channel),
    () => Uint8Array.of(100, ...channel),
    () => request("exit-status", Uint8Array.of(0, 0, 0, random.below(256))),
    () => request("exit-signal", Buffer.concat([text("KILL"), Uint8Array.of(0), reason])),
    () => request("exit-signal", noise),
    () => request(random.of(["keepalive@openssh.com", "eow@openssh.com", "x"]), noise),
    () => Buffer.concat([Uint8Array.of(80), text("hostkeys-00@openssh.com"), noise]),
    () => Buffer.concat([Uint8Array.of(80), text("x"), Uint8Array.of(1)]),
    () => Buffer.concat([Uint8Array.of(92), channel, Uint8Array.of(0, 0, 0, 1), reason]),
    () => Buffer.concat([Uint8Array.of(91), channel, huge, huge, huge]),
    () => Buffer.concat([Uint8Array.of(1, 0, 0, 0, 2), reason]),
    () => Buffer.concat([Uint8Array.of(90), text("session"), huge, huge, huge]),
    () => Buffer.concat([Uint8Array.of(random.of([2, 4])), text(noise)]),
    () => Uint8Array.of(random.below(256), ...noise),
  ])();
}

/** Returns a string of SSH: its length and its bytes. */
function text(value: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
