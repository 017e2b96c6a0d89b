import { assert, assertEquals, assertLessOrEqual, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import { AckWindow, type Piece } from "../../src/output/ack_window.ts";
import { collect, sleep } from "./collect.ts";
import { Random, seeds } from "./random.ts";

const { signal: NEVER } = new AbortController();

/** Reads `pieces` in the background. `given` holds the pieces so far. */
function reading(
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
): { given: Piece[]; over: Promise<void> } {
  const given: Piece[] = [];
  const over = (async () => {
    for await (const piece of pieces) given.push(piece);
  })();
  return { given, over };
}

/** Signal that counts its listeners. */
class CountedSignal extends AbortController {
  listeners = 0;
  added = 0;

  constructor() {
    super();
    const { signal } = this;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...all: unknown[]) => {
      this.added++;
      this.listeners++;
      Reflect.apply(addEventListener, signal, all);
    };
    signal.removeEventListener = (...all: unknown[]) => {
      this.listeners--;
      Reflect.apply(removeEventListener, signal, all);
    };
  }
}

Deno.test("AckWindow: without a limit, each text is one numbered piece", async () => {
  const window = new AckWindow();
  assertEquals(window.seq, 0);
  const long = "x".repeat(5_000_000);
  assertEquals(await collect(window.pieces(long, NEVER)), [{ text: long, seq: 1 }]);
  assertEquals(await collect(window.pieces("", NEVER)), []);
  assertEquals(await collect(window.pieces("b", NEVER)), [{ text: "b", seq: 2 }]);
  assertEquals(window.seq, 2);
});

Deno.test("AckWindow.whenRoom: resolves with room, and after an abort", async () => {
  const window = new AckWindow(6);
  await window.whenRoom(NEVER);
  await collect(window.pieces("abc", NEVER));
  const stop = new AbortController();
  const events: string[] = [];
  const waiting = [NEVER, stop.signal].map((signal) =>
    window.whenRoom(signal).then(() => events.push(signal.aborted ? "aborted" : "room"))
  );
  await sleep(0);
  assertEquals(events, []);
  stop.abort();
  await waiting[1];
  assertEquals(events, ["aborted"]);
  const alone = window.whenRoom(NEVER);
  window.acknowledge(1);
  await alone;
});

Deno.test("AckWindow: holds text back until enough is acknowledged", async () => {
  const window = new AckWindow(6);
  const { given, over } = reading(window.pieces("abcdefghij한글", NEVER));
  await sleep(0);
  assertEquals(given, [{ text: "abcdef", seq: 1 }]);
  window.acknowledge(1);
  await sleep(0);
  assertEquals(given.slice(1), [{ text: "ghij", seq: 2 }]);
  window.acknowledge(2);
  await over;
  assertEquals(given.slice(2), [{ text: "한글", seq: 3 }]);
});

Deno.test("AckWindow: fills the room that is left at once, to the byte", async () => {
  const window = new AckWindow(7);
  assertEquals(await collect(window.pieces("한", NEVER)), [{ text: "한", seq: 1 }]);
  const { given, over } = reading(window.pieces("글a한", NEVER));
  await sleep(0);
  assertEquals(given, [{ text: "글a", seq: 2 }]);
  window.acknowledge(1);
  await over;
  assertEquals(given.slice(1), [{ text: "한", seq: 3 }]);
});

Deno.test("AckWindow: an acknowledgement counts for every earlier piece", async () => {
  const window = new AckWindow(4);
  for (const text of "abcd") await collect(window.pieces(text, NEVER));
  const { given, over } = reading(window.pieces("efgh", NEVER));
  window.acknowledge(4);
  await over;
  assertEquals(given, [{ text: "efgh", seq: 5 }]);
});

Deno.test("AckWindow.acknowledge: ignores unknown numbers and earlier ones", async () => {
  const window = new AckWindow(4);
  await collect(window.pieces("ab", NEVER));
  await collect(window.pieces("cd", NEVER));
  window.acknowledge(1);
  const { given, over } = reading(window.pieces("efgh", NEVER));
  for (const seq of [1, 0, -1, 4, Infinity]) window.acknowledge(seq);
  await sleep(0);
  assertEquals(given, [{ text: "ef", seq: 3 }]);
  window.acknowledge(3);
  await over;
  assertEquals(given.slice(1), [{ text: "gh", seq: 4 }]);
});

Deno.test("AckWindow: cuts no surrogate pair, and counts a lone surrogate as 3 bytes", async () => {
  const window = new AckWindow(6);
  const { given, over } = reading(window.pieces("a😀b\ud83dc\udc4d", NEVER));
  for (let seq = 1; seq <= 3; seq++) {
    await sleep(0);
    window.acknowledge(seq);
  }
  await over;
  assertEquals(given.map(({ text }) => text), ["a😀b", "\ud83dc", "\udc4d"]);
});

Deno.test("AckWindow: drops the rest when the signal aborts without room", async () => {
  const window = new AckWindow(4);
  const stop = new AbortController();
  const { given, over } = reading(window.pieces("abcdefgh", stop.signal));
  await sleep(0);
  stop.abort();
  await over;
  assertEquals(given, [{ text: "abcd", seq: 1 }]);
  assertEquals(await collect(window.pieces("e", stop.signal)), []);
  window.acknowledge(1);
  assertEquals(await collect(window.pieces("ij", stop.signal)), [{ text: "ij", seq: 2 }]);
});

Deno.test("AckWindow: leaves no listener on the signal", async () => {
  const window = new AckWindow(4);
  const counted = new CountedSignal();
  let mostListeners = 0;
  for await (const { seq } of window.pieces("x".repeat(400), counted.signal)) {
    mostListeners = Math.max(mostListeners, counted.listeners);
    queueMicrotask(() => window.acknowledge(seq));
  }
  assertEquals([counted.added, mostListeners, counted.listeners], [99, 0, 0]);
});

Deno.test("AckWindow: refuses a window that some characters never fit in", () => {
  for (const bytes of [3, 0, -1]) assertThrows(() => new AckWindow(bytes), RangeError);
});

Deno.test("AckWindow: gives every character once, within the window (property)", async () => {
  for (const seed of seeds(300)) {
    const random = new Random(seed);
    const maxBytes = 4 + random.below(random.of([3, 20, 200]));
    const window = new AckWindow(maxBytes);
    const unread: Piece[] = [];
    for (let texts = random.below(5); texts > 0; texts--) {
      const text = Array.from(
        { length: random.below(100) },
        () => random.of(["a", "é", "한", "😀", "\ud83d", "\udc4d"]),
      ).join("");
      let given = "";
      const reader = (async () => {
        for await (const piece of window.pieces(text, NEVER)) {
          given += piece.text;
          unread.push(piece);
          const bytes = unread.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
          assertLessOrEqual(bytes, maxBytes, `seed ${seed}`);
        }
        return true;
      })();
      for (let isOver = false; !isOver;) {
        isOver = await Promise.race([reader, Promise.resolve(false)]);
        if (!random.chance(30)) continue;
        const { seq } = unread.splice(0, 1 + random.below(3)).at(-1) ?? { seq: 0 };
        window.acknowledge(seq);
      }
      assert(given === text, `seed ${seed}: ${JSON.stringify([text, given])}`);
    }
  }
});
