import { type Answer, answer, type Ending } from "./answer.ts";
import { Pause } from "./pause.ts";

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
  /** Least time between two frames; 0 sends every piece by itself. */
  readonly intervalMs: number;
  /** What makes a frame of several pieces; this stream's alone. */
  readonly gather: Gather;
  /** A frame leaves before its time when this many characters are held. Default 65,536. */
  readonly maxGathered?: number;
}

/**
 * Makes frames out of pieces of text. The first piece after a pause leaves at once; what comes within `intervalMs` of
 * a frame is gathered for the next one. At the end of `source`, and before its error is thrown, the rest leaves at once.
 *
 * At most one pull is under way, also while the reader is busy with a frame: who reads slowly slows `source`.
 * Ending it early ends `source`, without waiting for a pull that is under way; an answer to it is dropped.
 */
export async function* throttle(
  source: AsyncIterable<string>,
  { intervalMs, gather, maxGathered = 65_536 }: ThrottleOptions,
): AsyncGenerator<string, void, void> {
  const pulls = source[Symbol.asyncIterator]();
  using pause = new Pause(intervalMs);
  let pull: Promise<Answer> | undefined;
  let ending: Ending | undefined;
  try {
    while (ending === undefined) {
      pull ??= answer(pulls);
      const given = gather.size === 0 ? await pull : await Promise.race([pull, pause.elapsed()]);
      if (given !== undefined) pull = undefined;
      if (typeof given === "string") gather.push(given);
      else ending = given;
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
