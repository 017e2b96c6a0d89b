import type { Keeper, Retention } from "./retention.ts";

/** Event on its way to a client. */
export interface Frame {
  /** Event in JSON. */
  readonly json: string;
  /** Number of an output within its operation; undefined for other events. */
  readonly seq?: number | undefined;
}

/** Frame, and whether it is kept after it was sent. */
interface Entry extends Frame {
  readonly isKept: boolean;
}

/**
 * Number of sent characters that are kept. Without a proxy between, a client that reads is behind
 * by no more than the kernel of the service holds, 4 MiB on Linux (tcp_wmem), and the 256 KiB that
 * a socket takes.
 */
const KEPT_CHARACTERS = 8_388_608;

/**
 * Events of a client, in order: those that were sent and may not have arrived, then those that are
 * unsent. An event that is pushed between {@linkcode Outbox.begin} and {@linkcode Outbox.end} is
 * kept after it was sent, until the next `begin`, as long as it is among the newest 8 MiB.
 */
export class Outbox implements Keeper {
  readonly #retention: Retention;
  #entries: Entry[] = [];
  /** Number of entries that are sent. */
  #sent = 0;
  #unsentCharacters = 0;
  #keptCharacters = 0;
  #isKeeping = false;
  /** Highest number of an output that was sent. */
  #sentSeq = 0;
  /** Highest number of an output that is not kept any more. */
  #forgottenSeq = 0;

  /** Creates an empty outbox, which tells `retention` how much it keeps. */
  constructor(retention: Retention) {
    this.#retention = retention;
  }

  /** Whether new events are kept. */
  get isKeeping(): boolean {
    return this.#isKeeping;
  }

  /** Number of characters that are kept, sent or not. */
  get keptCharacters(): number {
    return this.#keptCharacters;
  }

  /** Number of characters that are not sent yet. */
  get unsentCharacters(): number {
    return this.#unsentCharacters;
  }

  /** Highest number of an output that cannot be sent again. */
  get forgottenSeq(): number {
    return this.#forgottenSeq;
  }

  /**
   * Starts to keep new events, for an operation whose output is numbered from 1. Forgets older
   * ones.
   */
  begin(): void {
    this.#forget(this.#sent);
    this.#entries = this.#entries.map(({ json }) => ({ json, isKept: false }));
    this.#count(-this.#keptCharacters);
    this.#sentSeq = 0;
    this.#forgottenSeq = 0;
    this.#isKeeping = true;
  }

  /** Stops to keep new events. */
  end(): void {
    this.#isKeeping = false;
  }

  /** Adds an event. */
  push(frame: Frame): void {
    this.#entries.push({ ...frame, isKept: this.#isKeeping });
    this.#unsentCharacters += frame.json.length;
    if (this.#isKeeping) this.#count(frame.json.length);
  }

  /** Returns the next unsent frame, which counts as sent from now on. */
  shift(): Frame | undefined {
    const entry = this.#entries[this.#sent];
    if (entry === undefined) return undefined;
    this.#unsentCharacters -= entry.json.length;
    if (!entry.isKept) {
      this.#entries.splice(this.#sent, 1);
      return entry;
    }
    this.#sent++;
    this.#sentSeq = Math.max(this.#sentSeq, entry.seq ?? 0);
    // A quarter is freed at once, so that this is seldom done.
    if (this.#keptCharacters > KEPT_CHARACTERS) this.forgetDownTo(KEPT_CHARACTERS * 3 / 4);
    return entry;
  }

  /**
   * Forgets everything up to the output `seq`, which has arrived. A number that was never sent is
   * ignored.
   */
  acknowledge(seq: number): void {
    if (seq <= this.#forgottenSeq || seq > this.#sentSeq) return;
    let count = 0;
    for (const [index, entry] of this.#entries.entries()) {
      if (index >= this.#sent || (entry.seq ?? 0) > seq) break;
      if (entry.seq !== undefined) count = index + 1;
    }
    this.#forget(count);
  }

  /**
   * Marks everything after the output `seq` as unsent. A number that was never sent belongs to the
   * operation before: then everything is unsent.
   *
   * @returns the last number that stays sent; undefined when some of the rest is not kept any more,
   * and nothing changed
   */
  rewind(seq: number): number | undefined {
    const after = seq > this.#sentSeq ? 0 : seq;
    if (after < this.#forgottenSeq) return undefined;
    const isArrived = (entry: Entry) => entry.seq !== undefined && entry.seq <= after;
    const first = this.#entries.findLastIndex(isArrived) + 1;
    this.#unsentCharacters += charactersOf(this.#entries.slice(first, this.#sent)) -
      charactersOf(this.#entries.slice(this.#sent, first));
    this.#sent = first;
    return after;
  }

  /** Forgets the oldest sent entries until at most `characters` are kept. Unsent entries stay. */
  forgetDownTo(characters: number): void {
    let count = 0;
    for (let left = this.#keptCharacters; left > characters && count < this.#sent; count++) {
      left -= this.#entries[count]?.json.length ?? 0;
    }
    this.#forget(count);
  }

  /** Forgets everything, and stops to keep new events. */
  clear(): void {
    this.end();
    this.#entries = [];
    this.#sent = 0;
    this.#unsentCharacters = 0;
    this.#count(-this.#keptCharacters);
  }

  /** Forgets the first `count` entries. They were sent, so they are kept ones. */
  #forget(count: number): void {
    if (count === 0) return;
    const forgotten = this.#entries.splice(0, count);
    this.#sent -= count;
    for (const { seq = 0 } of forgotten) this.#forgottenSeq = Math.max(this.#forgottenSeq, seq);
    this.#count(-charactersOf(forgotten));
  }

  #count(change: number): void {
    this.#keptCharacters += change;
    this.#retention.note(this, change);
  }
}

function charactersOf(frames: readonly Frame[]): number {
  return frames.reduce((sum, { json }) => sum + json.length, 0);
}
