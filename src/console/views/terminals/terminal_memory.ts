import { forget, recall, remember } from "../../link/memory.ts";
import type { Journal, Recorded } from "./journal.ts";
import { keyOf, type StoredTerminal } from "./terminal_state.ts";

/** Number of parts of a log after which it is stored as one. */
const MAX_PARTS = 64;

/** Stored terminal without its texts, which are parts of their own. */
interface Head extends Omit<StoredTerminal, "screen" | "log"> {
  /** Number of the screen. The parts of the log follow it. */
  readonly generation: number;
  /** Number of parts of the log. */
  readonly parts: number;
}

/**
 * Terminal in the memory of the tab. The log is stored in parts, so that new output is written
 * alone: storing a long text takes a browser longer than drawing it.
 */
export class TerminalMemory {
  readonly #key: string;
  #generation: number;
  #parts = 0;
  /** Position in the journal up to which it is stored. */
  #position = 0;
  /** Number of replacements in the journal when the screen was stored. */
  #replacements = 0;

  /** Opens the memory of the terminal with the given number. */
  constructor(number: number) {
    this.#key = keyOf(number);
    this.#generation = recall<Head>(this.#key)?.generation ?? 0;
  }

  /** Stores what is new. Returns whether there was room for it; the last state stays without. */
  store(beside: Omit<StoredTerminal, keyof Recorded>, journal: Journal): boolean {
    const { screen, log, ...rest } = journal.recorded;
    const isWhole = this.#parts === 0 || this.#parts === MAX_PARTS ||
      this.#replacements !== journal.replacements;
    const generation = isWhole ? this.#generation + 1 : this.#generation;
    const part = isWhole ? 0 : this.#parts;
    const text = isWhole ? log : journal.textFrom(this.#position);
    const head: Head = { ...beside, ...rest, generation, parts: part + 1 };
    const isStored = (!isWhole || remember(screenKey(this.#key, generation), screen)) &&
      remember(partKey(this.#key, generation, part), text) && remember(this.#key, head);
    if (!isStored) {
      if (isWhole) forgetTexts(this.#key, { generation, parts: 1 });
      return false;
    }
    if (isWhole) forgetTexts(this.#key, { generation: this.#generation, parts: MAX_PARTS });
    this.#generation = generation;
    this.#parts = part + 1;
    this.#position = journal.position;
    this.#replacements = journal.replacements;
    return true;
  }
}

/** Returns the stored terminal with the given number. */
export function recallTerminal(number: number): StoredTerminal | undefined {
  const key = keyOf(number);
  const head = recall<Head>(key);
  if (head === undefined) return undefined;
  const { generation, parts, ...rest } = head;
  const texts = Array.from(
    { length: parts },
    (_, part) => recall<string>(partKey(key, generation, part)) ?? "",
  );
  return { ...rest, screen: recall(screenKey(key, generation)) ?? "", log: texts.join("") };
}

/** Removes the stored terminal with the given number. */
export function forgetTerminal(number: number): void {
  const key = keyOf(number);
  const generation = recall<Head>(key)?.generation;
  forget(key);
  if (generation !== undefined) forgetTexts(key, { generation, parts: MAX_PARTS });
}

function forgetTexts(
  key: string,
  { generation, parts }: { readonly generation: number; readonly parts: number },
): void {
  forget(screenKey(key, generation));
  for (let part = 0; part < parts; part++) forget(partKey(key, generation, part));
}

function screenKey(key: string, generation: number): string {
  return `${key}.${generation}.screen`;
}

function partKey(key: string, generation: number, part: number): string {
  return `${key}.${generation}.${part}`;
}
