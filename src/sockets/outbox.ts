import type { Keeper, Retention } from "./retention.ts";

/** An event as it goes out. */
export interface Frame {
  /** The event in JSON. */
  readonly text: string;
  /** Of an output: its number within the operation. */
  readonly seq?: number | undefined;
}

/** A frame, and whether it is still here after it was sent. */
interface Entry extends Frame {
  readonly isKept: boolean;
}

/**
 * What was sent is kept up to so many characters. Without a proxy between, a client that reads is behind by no more than its
 * service's kernel holds, 4 MiB on Linux (tcp_wmem), and the 256 KiB that a wire takes.
 */
const KEPT_CHARACTERS = 8_388_608;

/**
 * What a connection sends, in order: what is unsent, and before that what was sent and may not have arrived. Kept is what is
 * sent between {@linkcode Outbox.begin} and {@linkcode Outbox.end}: the newest 8 MiB of it, to the next beginning.
 */
export class Outbox implements Keeper {
  readonly #retention: Retention;
  #entries: Entry[] = [];
  /** How many of the entries are sent. */
  #sent = 0;
  #unsentCharacters = 0;
  #keptCharacters = 0;
  #isKeeping = false;
  /** The highest number that was sent. */
  #sentSeq = 0;
  /** The highest number that is not here any more. */
  #forgottenSeq = 0;

  /** Notes in `retention` what it keeps. */
  constructor(retention: Retention) {
    this.#retention = retention;
  }

  /** Characters that are kept, sent or not. */
  get keptCharacters(): number {
    return this.#keptCharacters;
  }

  /** Characters that are not sent yet. */
  get unsentCharacters(): number {
    return this.#unsentCharacters;
  }

  /** Output with this number and lower ones can not be sent again. */
  get forgottenSeq(): number {
    return this.#forgottenSeq;
  }

  /** Keeps nothing of what is here, and what will be: an operation begins, whose output is numbered from 1. */
  begin(): void {
    this.#forget(this.#sent);
    this.#entries = this.#entries.map(({ text }) => ({ text, isKept: false }));
    this.#count(-this.#keptCharacters);
    this.#sentSeq = 0;
    this.#forgottenSeq = 0;
    this.#isKeeping = true;
  }

  /** The operation has ended: what comes from now on is not kept. */
  end(): void {
    this.#isKeeping = false;
  }

  /** Adds what is to be sent. */
  push(frame: Frame): void {
    this.#entries.push({ ...frame, isKept: this.#isKeeping });
    this.#unsentCharacters += frame.text.length;
    if (this.#isKeeping) this.#count(frame.text.length);
  }

  /** The next frame to be sent, which counts as sent from now on. */
  shift(): Frame | undefined {
    const entry = this.#entries[this.#sent];
    if (entry === undefined) return undefined;
    this.#unsentCharacters -= entry.text.length;
    if (!entry.isKept) {
      this.#entries.splice(this.#sent, 1);
      return entry;
    }
    this.#sent++;
    this.#sentSeq = Math.max(this.#sentSeq, entry.seq ?? 0);
    // With room for the next ones, so that it is seldom done.
    if (this.#keptCharacters > KEPT_CHARACTERS) this.forgetDownTo(KEPT_CHARACTERS * 3 / 4);
    return entry;
  }

  /** Forgets everything up to the output `seq`, which has arrived. A number that was never sent says nothing. */
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
   * Makes what comes after the output `seq` what is unsent. A number that was never sent is one of the operation before: then
   * it is everything.
   *
   * @returns the number after which it sends; undefined, when some of that is not here any more, and nothing changed
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

  /** Forgets the oldest that was sent until at most so many characters are kept, as far as enough of them are sent. */
  forgetDownTo(characters: number): void {
    let count = 0;
    for (let left = this.#keptCharacters; left > characters && count < this.#sent; count++) {
      left -= this.#entries[count]?.text.length ?? 0;
    }
    this.#forget(count);
  }

  /** Forgets everything, and keeps nothing of what comes from now on. */
  clear(): void {
    this.end();
    this.#entries = [];
    this.#sent = 0;
    this.#unsentCharacters = 0;
    this.#count(-this.#keptCharacters);
  }

  /** Forgets the first `count` entries, which were sent, and so are kept ones. */
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
  return frames.reduce((sum, { text }) => sum + text.length, 0);
}
