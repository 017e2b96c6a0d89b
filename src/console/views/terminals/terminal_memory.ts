import { forget, recall, recallText, remember, rememberText } from "../../link/memory.ts";
import type { Journal, Recorded } from "./journal.ts";
import { keyOf, type StoredTerminal } from "./terminal_state.ts";

/** Number of parts of a log after which it is stored as one. */
const MAX_PARTS = 64;
/** Places for parts: one more, so that a log as one does not replace a part that counts. */
const PLACES = MAX_PARTS + 1;

/** Stored terminal without its texts, which are parts of their own. */
interface Head extends Omit<StoredTerminal, "screen" | "log"> {
  /** Number of the screen, of which two in turn have a place. */
  readonly generation: number;
  /** Place of the first part of the log. The others follow it, round the places. */
  readonly first: number;
  /** Number of parts of the log. */
  readonly parts: number;
}

/** Places of the texts that count. */
type Counted = Pick<Head, "generation" | "first" | "parts">;

/**
 * Terminal in the memory of the tab. The log is stored in parts, so that new output is written
 * alone: storing a long text takes a browser longer than drawing it. A part replaces one that does
 * not count any more, because a browser takes as long to remove one.
 */
export class TerminalMemory {
  readonly #key: string;
  #counted: Counted;
  /** Position in the journal up to which it is stored. */
  #position = 0;
  /** Number of replacements in the journal when the screen was stored; -1 before. */
  #replacements = -1;

  /** Opens the memory of the terminal with the given number. */
  constructor(number: number) {
    this.#key = keyOf(number);
    const { generation = 0, first = 0, parts = 0 } = recall<Partial<Head>>(this.#key) ?? {};
    this.#counted = { generation, first, parts };
  }

  /** Stores what is new. Returns whether there was room for it; the last state stays without. */
  store(beside: Omit<StoredTerminal, keyof Recorded>, journal: Journal): boolean {
    const isScreenNew = this.#replacements !== journal.replacements;
    const isWhole = isScreenNew || this.#counted.parts === MAX_PARTS;
    const { generation, first, parts } = this.#counted;
    const next: Counted = {
      generation: isScreenNew ? generation + 1 : generation,
      first: isWhole ? (first + parts) % PLACES : first,
      parts: isWhole ? 1 : parts + 1,
    };
    const { screen, log } = isWhole
      ? journal.recorded
      : { screen: "", log: journal.textFrom(this.#position) };
    const head: Head = { ...beside, ...journal.progress, ...next };
    const isStored = (!isScreenNew || rememberText(screenKey(this.#key, next), screen)) &&
      rememberText(partKey(this.#key, next, next.parts - 1), log) && remember(this.#key, head);
    if (!isStored) {
      this.#forgetOthers();
      return false;
    }
    if (isScreenNew) forget(screenKey(this.#key, this.#counted));
    this.#counted = next;
    this.#position = journal.position;
    this.#replacements = journal.replacements;
    return true;
  }

  /** Removes the texts that do not count. */
  #forgetOthers(): void {
    const { generation, parts } = this.#counted;
    forget(screenKey(this.#key, { generation: generation + 1 }));
    for (let part = parts; part < PLACES; part++) forget(partKey(this.#key, this.#counted, part));
  }
}

/** Returns the stored terminal with the given number. */
export function recallTerminal(number: number): StoredTerminal | undefined {
  const key = keyOf(number);
  const head = recall<Head>(key);
  if (head === undefined) return undefined;
  const { parts, ...rest } = head;
  const texts = Array.from(
    { length: parts },
    (_, part) => recallText(partKey(key, head, part)) ?? "",
  );
  return { ...rest, screen: recallText(screenKey(key, head)) ?? "", log: texts.join("") };
}

/** Removes the stored terminal with the given number. */
export function forgetTerminal(number: number): void {
  const key = keyOf(number);
  forget(key);
  for (const generation of [0, 1]) forget(screenKey(key, { generation }));
  for (let part = 0; part < PLACES; part++) forget(partKey(key, { first: 0 }, part));
}

function screenKey(key: string, { generation }: Pick<Counted, "generation">): string {
  return `${key}.screen.${generation % 2}`;
}

function partKey(key: string, { first }: Pick<Counted, "first">, part: number): string {
  return `${key}.${(first + part) % PLACES}`;
}
