import { Buffer } from "node:buffer";
import { assertEquals } from "@std/assert";
import { EndMarker } from "../../../src/ssh/detached/end_marker.ts";

const NONCE = "4937075e-619e-4f58-9134-ee8ae474c910";
const START = `\x1e${NONCE}\x1e`;

/** Reads `text` in two parts, and returns all bytes, those of the first part alone first. */
function readAt(at: number, text: string): { first: string; all: string; isFound: boolean } {
  const marker = new EndMarker(NONCE);
  const first = marker.read(Buffer.from(text.slice(0, at), "latin1")).toString("latin1");
  const second = marker.read(Buffer.from(text.slice(at), "latin1")).toString("latin1");
  const all = first + second + marker.rest().toString("latin1");
  return { first, all, isFound: marker.isFound };
}

Deno.test("EndMarker: strips the marker and what follows it, wherever chunks part it", () => {
  const text = `${START}out\x1e${NONCE}:7:42\x1elate`;
  for (let at = 0; at <= text.length; at++) {
    const { all, isFound } = readAt(at, text);
    assertEquals([all, isFound], [`${START}out`, true], `parted at ${at}`);
  }
});

Deno.test("EndMarker: passes on all that is no marker, and holds none of it after a chunk", () => {
  for (
    const text of [
      START,
      `${START}\x1e\x1eplain`,
      `\x1e${NONCE}:7:x\x1e.`,
      `\x1e${NONCE}:${"7".repeat(60)}`,
      `\x1e${NONCE.toUpperCase()}:7:42\x1e.`,
    ]
  ) {
    for (let at = 0; at <= text.length; at++) assertEquals(readAt(at, text).all, text);
    assertEquals(readAt(text.length, text).first, text);
  }
});

Deno.test("EndMarker: returns the beginning of a marker that never ends", () => {
  const text = `out\x1e${NONCE}:7`;
  assertEquals(readAt(text.length, text), { first: "out", all: text, isFound: false });
});
