import { type Answer, answer, type Ending } from "./answer.ts";
import type { FrameTimer } from "./frame_timer.ts";
import { Turns } from "./turns.ts";

/** Buffer for the text between two frames. */
export interface FrameBuffer {
  /** Adds `text` at the end. */
  push(text: string): void;
  /** Number of characters that `take()` would return. */
  readonly size: number;
  /** Removes and returns what can be sent by now. */
  take(): string;
  /** Removes and returns everything. */
  end(): string;
}

/** Frame buffer that keeps text as it is. */
export class PlainBuffer implements FrameBuffer {
  #text = "";

  /** Number of characters in the buffer. */
  get size(): number {
    return this.#text.length;
  }

  /** Adds `text` at the end. */
  push(text: string): void {
    this.#text += text;
  }

  /** Removes and returns everything. */
  take(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }

  /** Removes and returns everything. */
  end(): string {
    return this.take();
  }
}

/** Options for {@linkcode throttle}. */
export interface ThrottleOptions {
  /**
   * Timer of the interval between two frames, for this stream alone, which disposes it. With an
   * interval of 0, every piece is a frame.
   */
  readonly timer: FrameTimer;
  /** Buffer of this stream alone. */
  readonly buffer: FrameBuffer;
  /**
   * Number of characters at which a frame leaves before the interval has elapsed. Default:
   * {@linkcode FULL_FRAME}.
   */
  readonly maxLength?: number;
  /**
   * Whether a source that gives small pieces is read at the end of an interval only. Many pieces at
   * a time are cheaper. Default: false.
   */
  readonly polls?: boolean;
}

/** Length of a full frame, in characters. */
export const FULL_FRAME = 65_536;
/** Length below which a piece is small, in characters. */
export const SMALL_PIECE = 16_384;
/** Maximum time between two polls, in milliseconds: the source may have to wait for its reader. */
const POLL_MS = 100;

/**
 * Joins pieces of text into frames. The first piece after an interval leaves at once. Text that
 * arrives in the interval after a frame is buffered for the next frame. At the end of `source`, and
 * before its error is thrown, the rest leaves at once.
 *
 * At most one pull is pending, also while the reader handles a frame, so that a slow reader slows
 * `source`. Ending the iteration early also ends that of `source` without waiting for a pending
 * pull, whose answer is dropped. Much text is buffered in parts, between which the event loop
 * turns: see {@linkcode Turns}.
 */
export async function* throttle(
  source: AsyncIterable<string>,
  { timer, buffer, maxLength = FULL_FRAME, polls = false }: ThrottleOptions,
): AsyncGenerator<string, void, void> {
  const pulls = source[Symbol.asyncIterator]();
  using _timer = timer;
  let pull: Promise<Answer> | undefined;
  let ending: Ending | undefined;
  let isSmall = false;
  const turns = new Turns();
  try {
    while (ending === undefined) {
      if (polls && isSmall && !timer.hasElapsed) await timer.idle(POLL_MS);
      pull ??= answer(pulls);
      const given = buffer.size === 0 ? await pull : await Promise.race([pull, timer.elapsed()]);
      if (given !== undefined) pull = undefined;
      isSmall = typeof given === "string" && given.length < SMALL_PIECE;
      if (typeof given !== "string") ending = given;
      else for await (const part of turns.parts(given)) buffer.push(part);
      const isDue = given === undefined || buffer.size >= maxLength || timer.hasElapsed;
      const frame = ending !== undefined ? buffer.end() : isDue ? buffer.take() : "";
      if (frame === "") continue;
      timer.restart();
      yield frame;
    }
  } finally {
    if (ending === undefined) pulls.return?.().catch(() => {});
  }
  if ("error" in ending) throw ending.error;
}
