import { type Answer, answer, type Ending } from "./answer.ts";
import type { Pause } from "./pause.ts";
import { Turns } from "./turns.ts";

/** Holds text between two frames. */
export interface Gather {
  /** Adds `text` at the end. */
  push(text: string): void;
  /** Characters that `take()` would give now. */
  readonly size: number;
  /** Gives what can be shown by now and forgets it. */
  take(): string;
  /** Gives all that is left. */
  end(): string;
}

/** Gathers text as it is. */
export class Concat implements Gather {
  #text = "";

  /** Characters held. */
  get size(): number {
    return this.#text.length;
  }

  /** Adds `text` at the end. */
  push(text: string): void {
    this.#text += text;
  }

  /** Gives all text pushed since the last time. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** The same as `take()`. */
  end(): string {
    return this.take();
  }
}

/** How `throttle` gathers. */
export interface ThrottleOptions {
  /** What lies between two frames; one of length 0 sends every piece by itself. It is this stream's alone, which disposes it. */
  readonly pause: Pause;
  /** What makes a frame of several pieces; this stream's alone. */
  readonly gather: Gather;
  /** A frame leaves before its time when this many characters are held. Default 65,536. */
  readonly maxGathered?: number;
  /** Leaves the source alone for a while after a frame, if little comes from it: much at a time is cheaper. Default false. */
  readonly naps?: boolean;
}

/** A piece of so many characters is little. */
const LITTLE = 16_384;
/** The source is left alone for no longer than this: it may have to wait for its reader. */
const NAP_MS = 100;

/**
 * Makes frames out of pieces of text. The first piece after a pause leaves at once; what comes in the pause
 * after a frame is gathered for the next one. At the end of `source`, and before its error is thrown, the rest leaves at once.
 *
 * At most one pull is under way, also while the reader is busy with a frame: who reads slowly slows `source`.
 * Ending it early ends `source`, without waiting for a pull that is under way; an answer to it is dropped.
 * Much text is gathered in parts, between which the event loop turns: see {@linkcode Turns}.
 */
export async function* throttle(
  source: AsyncIterable<string>,
  { pause, gather, maxGathered = 65_536, naps = false }: ThrottleOptions,
): AsyncGenerator<string, void, void> {
  const pulls = source[Symbol.asyncIterator]();
  using _pause = pause;
  let pull: Promise<Answer> | undefined;
  let ending: Ending | undefined;
  let isLittle = false;
  const turns = new Turns();
  try {
    while (ending === undefined) {
      if (naps && isLittle && !pause.isOver) await pause.nap(NAP_MS);
      pull ??= answer(pulls);
      const given = gather.size === 0 ? await pull : await Promise.race([pull, pause.elapsed()]);
      if (given !== undefined) pull = undefined;
      isLittle = typeof given === "string" && given.length < LITTLE;
      if (typeof given !== "string") ending = given;
      else for await (const part of turns.parts(given)) gather.push(part);
      const isDue = given === undefined || gather.size >= maxGathered || pause.isOver;
      const frame = ending !== undefined ? gather.end() : isDue ? gather.take() : "";
      if (frame === "") continue;
      pause.restart();
      yield frame;
    }
  } finally {
    if (ending === undefined) pulls.return?.().catch(() => {});
  }
  if ("error" in ending) throw ending.error;
}
