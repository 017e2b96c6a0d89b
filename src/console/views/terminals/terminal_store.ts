import type { Operation } from "../../../client/mod.ts";
import type { Journal } from "./journal.ts";
import { TerminalMemory } from "./terminal_memory.ts";
import type { TerminalScreen } from "./terminal_screen.ts";
import type { StoredTerminal } from "./terminal_state.ts";

/**
 * Credit of a terminal, in bytes: the page has at most so much to draw after a Ctrl-C that ends a
 * flood.
 */
export const WINDOW = 32_768;
/** Characters of new output after which it is stored: at three bytes each, less than the window. */
const DUE_CHARACTERS = WINDOW / 4;
/** Time after which new output is stored, in milliseconds. */
const DUE_MS = 300;
/** Length of the log after which the screen replaces it, in characters. */
const LOG_CHARACTERS = 524_288;
/** Number of lines above the screen that are stored, at most and at least. */
const LINES = { most: 1_000, least: 50 } as const;

/** Options for a {@linkcode TerminalStore}. */
export interface TerminalStoreOptions {
  /** Number of the terminal. */
  readonly number: number;
  /** Record of what was shown. */
  readonly journal: Journal;
  /** Screen. */
  readonly screen: TerminalScreen;
  /** Returns what is stored beside the record; undefined when another tab stores the terminal. */
  readonly rest: () => Omit<StoredTerminal, keyof Journal["recorded"]> | undefined;
}

/**
 * Stores a terminal in the memory of the tab, and acknowledges its output only then: a crash of the
 * page loses nothing.
 */
export class TerminalStore {
  readonly #options: TerminalStoreOptions;
  readonly #memory: TerminalMemory;
  #lines: number = LINES.most;
  #unstored = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReplacing = false;
  /** Operation whose output is stored. */
  operation: Operation<unknown> | undefined;

  /** Creates the store of a terminal. */
  constructor(options: TerminalStoreOptions) {
    this.#options = options;
    this.#memory = new TerminalMemory(options.number);
  }

  /** Notes that text was shown, which is stored soon. */
  note(text: string): void {
    this.#unstored += text.length;
    if (this.#unstored >= DUE_CHARACTERS) this.store();
    else this.#timer ??= setTimeout(() => this.store(), DUE_MS);
  }

  /** Stores the terminal now, and acknowledges its output. */
  store(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unstored = 0;
    const { journal, rest } = this.#options;
    const beside = rest();
    if (beside === undefined) return;
    const isStored = this.#memory.store(beside, journal);
    if (!isStored) this.#lines = Math.max(LINES.least, this.#lines / 2);
    // Without room for anything the terminal must still go on.
    if (isStored || this.#lines === LINES.least) this.operation?.acknowledge();
    if (!isStored || journal.logLength > LOG_CHARACTERS) void this.replaceLog();
  }

  /** Replaces the log by the screen, also since its size has changed. */
  async replaceLog(): Promise<void> {
    if (this.#isReplacing) return;
    this.#isReplacing = true;
    const { screen, journal } = this.#options;
    await screen.condense(journal, { lines: Math.floor(this.#lines) });
    this.#isReplacing = false;
    this.note("");
  }

  /** Ends the store. Nothing is forgotten. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
