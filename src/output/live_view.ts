import { answer, type Ending } from "./answer.ts";
import { Backlog, type Gap } from "./backlog.ts";
import { FrameTimer } from "./frame_timer.ts";
import { nextTurn } from "./turns.ts";

export type { Gap };

/**
 * Number of characters that leave without waiting in each interval: the echo of typing, at any
 * speed.
 */
export const AT_ONCE = 256;
/**
 * Maximum number of characters that are buffered while the reader is busy: the size of a full
 * frame.
 */
export const MAX_BUFFERED = 65_536;
/** Number of buffered characters below which nothing is skipped. */
const MIN_BUFFERED = 4_096;
/**
 * Maximum number of characters that one call of `catchUp()` reads ahead, and that are buffered
 * then.
 */
export const MAX_READ_AHEAD = 4_194_304;

/** Options for {@linkcode LiveView}. */
export interface LiveViewOptions {
  /** Returns the present height of the terminal. */
  readonly rows: () => number;
  /**
   * Time between two frames when there is much text, in milliseconds. Default: 16, one refresh of a
   * screen.
   */
  readonly intervalMs?: number;
  /**
   * Maximum time for which text is held back after input while lines are skipped, in milliseconds.
   * Default: 100.
   */
  readonly heldMs?: number;
  /**
   * Size of the client's window, in bytes of UTF-8, used as a number of characters: a quarter of it
   * leaves at once, and all that wait behind can be skipped. Default: no limit.
   */
  readonly window?: number | undefined;
}

/**
 * Makes frames from the text of an interactive terminal. The first text after an interval leaves at
 * once, and so do small pieces; more is buffered for the rest of the interval.
 *
 * A busy reader slows the source once {@linkcode MAX_BUFFERED} characters are buffered, and gets
 * everything. Only after {@linkcode LiveView.catchUp}, lines are skipped that have scrolled off the
 * screen by the end: see {@linkcode Backlog}.
 */
export class LiveView {
  readonly #source: AsyncIterable<string>;
  /** Maximum length of a frame of text that may be skipped, in characters. */
  readonly #maxFrame: number;
  /** Length of the backlog after input at which lines are skipped, in characters. */
  readonly #maxWaiting: number;
  readonly #maxBuffered: number;
  /** Length of the backlog at which the next skip is tried; a skip goes through all of it. */
  #skipAt = 0;
  readonly #backlog: Backlog;
  readonly #timer: FrameTimer;
  /** Timer of an interval without new text, which is the end of a flood. */
  readonly #quiet: FrameTimer;
  /** Timer of the longest time for which text is held back. */
  readonly #held: FrameTimer;
  /** Number of characters that may leave before the interval has elapsed. */
  #leftAtOnce = 0;
  /** Number of characters that may still be read ahead of the reader. */
  #readAhead = 0;
  #ending: Ending | undefined;
  #isReleased = false;
  #changed = Promise.withResolvers<void>();

  /** Creates a view of `source`, which is not read before the first frame is asked for. */
  constructor(
    source: AsyncIterable<string>,
    { rows, intervalMs = 16, heldMs = 100, window = Infinity }: LiveViewOptions,
  ) {
    this.#source = source;
    this.#maxFrame = Math.max(MIN_BUFFERED, window / 4);
    this.#maxWaiting = Math.min(MAX_BUFFERED, this.#maxFrame);
    this.#maxBuffered = Math.min(MAX_BUFFERED, Math.max(MIN_BUFFERED, window));
    this.#backlog = new Backlog(rows);
    this.#timer = new FrameTimer(intervalMs);
    this.#quiet = new FrameTimer(intervalMs);
    this.#held = new FrameTimer(heldMs);
  }

  /**
   * Brings the reader close to the end of the output after input, whose echo must not wait behind
   * lines that scroll past. If text waits, the next {@linkcode MAX_READ_AHEAD} characters are read
   * even if the reader is busy, and whenever a frame or {@linkcode MAX_BUFFERED} of them wait, all
   * lines that can be skipped are. Nothing leaves meanwhile, until an interval has brought no text
   * or `heldMs` have passed since the last gap: the reader would have to draw what the next lines
   * scroll off.
   */
  catchUp(): void {
    if (this.#backlog.size === 0) return;
    if (this.#held.hasElapsed) this.#held.restart();
    this.#quiet.restart();
    this.#readAhead = MAX_READ_AHEAD;
    this.#skipAt = this.#maxWaiting;
    this.#skip();
    this.#signalChange();
  }

  /**
   * Gives text, or a gap for text that was skipped, in order and for one reader. At the end of the
   * source, and before its error is thrown, the rest leaves at once. Returning early returns the
   * source without waiting for a pending pull.
   */
  async *frames(): AsyncGenerator<string | Gap, void, void> {
    const pulls = this.#source[Symbol.asyncIterator]();
    using timer = this.#timer;
    using quiet = this.#quiet;
    using held = this.#held;
    void this.#pump(pulls);
    try {
      while (this.#ending === undefined || this.#backlog.size > 0) {
        const frame = this.#isDue ? this.#take() : undefined;
        if (frame !== undefined) yield frame;
        else if (this.#backlog.size === 0) await this.#changed.promise;
        else {
          const timers = this.#isHeld ? [quiet, held] : [timer];
          const elapsed = timers.map((timer) => timer.elapsed());
          await Promise.race([this.#changed.promise, ...elapsed]);
        }
      }
    } finally {
      this.#isReleased = true;
      this.#signalChange();
      if (this.#ending === undefined) pulls.return?.().catch(() => {});
    }
    if ("error" in this.#ending) throw this.#ending.error;
  }

  get #isHeld(): boolean {
    return this.#backlog.isSkipping && this.#readAhead > 0 && this.#ending === undefined &&
      !this.#quiet.hasElapsed && !this.#held.hasElapsed;
  }

  get #isDue(): boolean {
    if (this.#isHeld) return false;
    const { size, isInParts } = this.#backlog;
    return size <= this.#leftAtOnce || size >= this.#maxBuffered || isInParts ||
      this.#timer.hasElapsed || this.#ending !== undefined;
  }

  /** Takes the next frame, or returns `undefined` when nothing waits. */
  #take(): string | Gap | undefined {
    const frame = this.#backlog.shift(this.#maxFrame);
    if (frame === undefined) return undefined;
    if (this.#timer.hasElapsed) {
      this.#timer.restart();
      this.#leftAtOnce = AT_ONCE;
    }
    if (typeof frame === "string") this.#leftAtOnce -= frame.length;
    else this.#held.restart();
    this.#signalChange();
    return frame;
  }

  /** Reads the source to its end, as far as there is room. Never rejects. */
  async #pump(pulls: AsyncIterator<string>): Promise<void> {
    while (this.#ending === undefined && !this.#isReleased) {
      if (!this.#hasRoom) {
        await this.#changed.promise;
        continue;
      }
      const given = await answer(pulls);
      if (typeof given === "string") this.#push(given);
      else this.#ending = given;
      this.#signalChange();
      // Text that is read ahead may all have arrived: other clients are served in between.
      if (this.#readAhead > 0) await nextTurn();
    }
  }

  get #hasRoom(): boolean {
    const { size } = this.#backlog;
    return size < this.#maxBuffered || (this.#readAhead > 0 && size < MAX_READ_AHEAD);
  }

  #push(text: string): void {
    if (this.#readAhead > 0) this.#quiet.restart();
    // Lines before a sequence that stays are skipped only if they are not pushed together with it.
    const length = this.#readAhead > 0 ? MIN_BUFFERED : text.length;
    for (let at = 0; at < text.length; at += length) {
      this.#backlog.push(text.slice(at, at + length));
      this.#skip();
    }
    this.#readAhead = Math.max(0, this.#readAhead - text.length);
  }

  #skip(): void {
    if (this.#readAhead === 0 || this.#backlog.size < this.#skipAt) return;
    this.#backlog.skip();
    this.#skipAt = Math.max(this.#maxWaiting, 2 * this.#backlog.size);
  }

  /** Resolves the waits for room, for text and for the end. */
  #signalChange(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
