import { setImmediate } from "node:timers";
import { answer, type Ending } from "./answer.ts";
import { Backlog, type Gap } from "./backlog.ts";
import { Pause } from "./pause.ts";

export type { Gap };

/** Characters that leave without waiting in each interval: what typing gives back, at any speed. */
const AT_ONCE = 256;
/** Maximum of characters that are gathered while the reader is busy: the size of a full frame. */
export const MAX_GATHERED = 65_536;
/** Number of gathered characters below which nothing is skipped. */
const MIN_GATHERED = 4_096;
/** Maximum of characters that one call of `overtake()` reads, and that it gathers. */
export const MAX_OVERTAKEN = 4_194_304;

/** How a {@linkcode LiveView} shows its source. */
export interface LiveViewOptions {
  /** The terminal's present height. */
  readonly rows: () => number;
  /** Time between two frames when there is much to show. Default 16, one refresh of a screen. */
  readonly intervalMs?: number;
  /** What the reader can take at a time, in characters: so much leaves at once, and all that waits behind can be skipped. */
  readonly window?: number | undefined;
}

/**
 * Makes frames out of the text of a terminal that somebody types at. The first text after a pause leaves at once, and so
 * do small pieces; more is gathered for the rest of the interval.
 *
 * A reader who is busy slows the source as soon as 64 Ki characters are gathered, and gets everything. Only after
 * {@linkcode LiveView.overtake} lines are skipped that have scrolled off the screen by the end: see {@linkcode Backlog}.
 */
export class LiveView {
  readonly #source: AsyncIterable<string>;
  readonly #window: number;
  readonly #maxGathered: number;
  /** Skipping is tried again when so many characters wait: it goes through all of them. */
  #skipAt = 0;
  readonly #backlog: Backlog;
  readonly #pause: Pause;
  /** Characters that may leave before the pause is over. */
  #leftAtOnce = 0;
  /** Characters for which the source is still read without the reader. */
  #allowance = 0;
  #ending: Ending | undefined;
  #isReleased = false;
  #changed = Promise.withResolvers<void>();

  /** Shows `source`, which is not read before the first frame is asked for. */
  constructor(
    source: AsyncIterable<string>,
    { rows, intervalMs = 16, window = Infinity }: LiveViewOptions,
  ) {
    this.#source = source;
    this.#window = Math.max(MIN_GATHERED, window);
    this.#maxGathered = Math.min(MAX_GATHERED, this.#window);
    this.#backlog = new Backlog(rows);
    this.#pause = new Pause(intervalMs);
  }

  /**
   * Somebody has typed: what follows must not wait behind what scrolls past. If text waits, the next 4 Mi characters are
   * read even if the reader is busy, and whenever 64 Ki of them wait, all lines that can be are skipped.
   */
  overtake(): void {
    if (this.#backlog.size === 0) return;
    this.#allowance = MAX_OVERTAKEN;
    this.#skipAt = this.#maxGathered;
    this.#skip();
    this.#change();
  }

  /**
   * Text, or a gap where some was skipped, in order; for one reader. At the end of the source, and before its error is
   * thrown, the rest leaves at once. Ending it early ends the source, without waiting for a pull that is under way.
   */
  async *frames(): AsyncGenerator<string | Gap, void, void> {
    const pulls = this.#source[Symbol.asyncIterator]();
    using pause = this.#pause;
    void this.#pump(pulls);
    try {
      while (this.#ending === undefined || this.#backlog.size > 0) {
        const frame = this.#isDue ? this.#take() : undefined;
        if (frame !== undefined) yield frame;
        else if (this.#backlog.size === 0) await this.#changed.promise;
        else await Promise.race([this.#changed.promise, pause.elapsed()]);
      }
    } finally {
      this.#isReleased = true;
      this.#change();
      if (this.#ending === undefined) pulls.return?.().catch(() => {});
    }
    if ("error" in this.#ending) throw this.#ending.error;
  }

  get #isDue(): boolean {
    const { size, isInParts } = this.#backlog;
    return size <= this.#leftAtOnce || size >= this.#maxGathered || isInParts ||
      this.#pause.isOver || this.#ending !== undefined;
  }

  /** The next frame; undefined when nothing waits. */
  #take(): string | Gap | undefined {
    const frame = this.#backlog.shift(this.#window);
    if (frame === undefined) return undefined;
    if (this.#pause.isOver) {
      this.#pause.restart();
      this.#leftAtOnce = AT_ONCE;
    }
    if (typeof frame === "string") this.#leftAtOnce -= frame.length;
    this.#change();
    return frame;
  }

  /** Reads the source up to its ending, as far as there is room. Never rejects. */
  async #pump(pulls: AsyncIterator<string>): Promise<void> {
    while (this.#ending === undefined && !this.#isReleased) {
      if (!this.#hasRoom) {
        await this.#changed.promise;
        continue;
      }
      const given = await answer(pulls);
      if (typeof given === "string") this.#gather(given);
      else this.#ending = given;
      this.#change();
      // What is overtaken may all be there already: others have their turn in between.
      if (this.#allowance > 0) await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }

  get #hasRoom(): boolean {
    const { size } = this.#backlog;
    return size < this.#maxGathered || (this.#allowance > 0 && size < MAX_OVERTAKEN);
  }

  #gather(text: string): void {
    this.#backlog.push(text);
    this.#skip();
    this.#allowance = Math.max(0, this.#allowance - text.length);
  }

  #skip(): void {
    if (this.#allowance === 0 || this.#backlog.size < this.#skipAt) return;
    this.#backlog.skip();
    this.#skipAt = Math.max(this.#maxGathered, 2 * this.#backlog.size);
  }

  /** Wakes who waits for room, for text or for the ending. */
  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
