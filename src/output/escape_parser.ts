import { CharSearch } from "./char_search.ts";

/** Part of a text. */
export interface Span {
  /** Index of the first UTF-16 unit. */
  readonly start: number;
  /** Index after the last UTF-16 unit. */
  readonly end: number;
}

/** State of the parser; `string` is the body of a DCS, APC, PM or SOS. */
type State = "text" | "escape" | "csi" | "osc" | "string";

const ESC = "\x1b";
const CAN = "\x18";
const SUB = "\x1a";
/**
 * Characters ignored inside a sequence: DEL by the standard, U+FEFF by xterm.js, which drops it
 * before it parses.
 */
const IGNORED = "\x7f\ufeff";

/** Maximum number of characters kept of a sequence: xterm.js reads 32 parameters. */
const MAX_COLLECTED = 256;

/**
 * Separates text from escape sequences in a stream that may be cut anywhere: ECMA-48 by the state
 * machine of https://vt100.net/emu/dec_ansi_parser. 8-bit controls are U+0080 to U+009F, as in
 * xterm.js.
 */
export class EscapeParser {
  #state: State = "text";
  #sequence = "";
  #begunLength = 0;
  readonly #onSequence: (sequence: string) => void;
  readonly #sequenceStart = new CharSearch(/[\x1b\x80-\x9f]/);
  readonly #csi = /\x1b\[[ -?]*[@-~]/y;
  readonly #stringEnd = new CharSearch(/[\x18\x1a\x1b\x80-\x9f]/);
  readonly #oscEnd = new CharSearch(/[\x07\x18\x1a\x1b\x80-\x9f]/);

  /**
   * Starts in text. Calls `onSequence` with each complete sequence that is no string, without its
   * ESC: `[31m`, `c`.
   */
  constructor(onSequence: (sequence: string) => void = () => {}) {
    this.#onSequence = onSequence;
  }

  /** Number of characters read of a sequence that is not complete; 0 outside a sequence. */
  get begunLength(): number {
    return this.#state === "text" ? 0 : this.#begunLength;
  }

  /**
   * Reads the next piece of the stream. Returns the spans of `text` that are text; control
   * characters inside a sequence count as text.
   */
  read(text: string): readonly Span[] {
    const spans: Span[] = [];
    this.#begunLength += text.length;
    for (let start = 0; start < text.length;) {
      const end = this.#endOfState(text, start);
      if (end > start && this.#state === "text") spans.push({ start, end });
      start = this.#endOfCsi(text, end) ?? end + 1;
      if (start > end + 1 || end === text.length) continue;
      const next = text.charAt(end);
      if (isExecutedInside(next) && !this.#inString) spans.push({ start: end, end: start });
      else this.#follow(next, text.length - end);
    }
    return spans;
  }

  get #inString(): boolean {
    return this.#state === "osc" || this.#state === "string";
  }

  /**
   * Returns the index of the first character from `start` on that may change the state, or the
   * length of `text`.
   */
  #endOfState(text: string, start: number): number {
    switch (this.#state) {
      case "text":
        return this.#sequenceStart.next(text, start);
      case "osc":
        return this.#oscEnd.next(text, start);
      case "string":
        return this.#stringEnd.next(text, start);
      default:
        return start;
    }
  }

  /**
   * Passes a sequence of the most common kind in one step, if all of it is in `text`. Returns the
   * index after it.
   */
  #endOfCsi(text: string, start: number): number | undefined {
    this.#csi.lastIndex = start;
    if (this.#inString || !this.#csi.test(text)) return undefined;
    this.#state = "text";
    this.#onSequence(text.slice(start + ESC.length, this.#csi.lastIndex));
    return this.#csi.lastIndex;
  }

  #follow(next: string, lengthFromHere: number): void {
    if (next === ESC || isC1(next)) this.#enter(next, lengthFromHere);
    else if (this.#inString || next === CAN || next === SUB) this.#state = "text";
    else if (this.#state === "csi") this.#followCsi(next);
    else this.#followEscape(next);
  }

  #enter(control: string, lengthFromHere: number): void {
    this.#sequence = "";
    this.#begunLength = lengthFromHere;
    if (control === ESC) this.#state = "escape";
    else if (control === "\x9b") this.#enterCsi();
    else if (control === "\x9d") this.#state = "osc";
    else this.#state = "\x90\x98\x9e\x9f".includes(control) ? "string" : "text";
  }

  #enterCsi(): void {
    this.#sequence = "[";
    this.#state = "csi";
  }

  #followEscape(next: string): void {
    const first = this.#sequence === "";
    if (first && next === "[") this.#enterCsi();
    else if (first && next === "]") this.#state = "osc";
    else if (first && "PX^_".includes(next)) this.#state = "string";
    else if (next >= " " && next <= "/") this.#collect(next);
    else if (next >= "0" && next <= "~") this.#complete(next);
    else if (!IGNORED.includes(next)) this.#state = "text";
  }

  #followCsi(next: string): void {
    if (next >= "@" && next <= "~") this.#complete(next);
    else if (!IGNORED.includes(next)) this.#collect(next);
  }

  #collect(next: string): void {
    if (this.#sequence.length < MAX_COLLECTED) this.#sequence += next;
  }

  #complete(final: string): void {
    this.#state = "text";
    this.#onSequence(this.#sequence + final);
  }
}

function isC1(char: string): boolean {
  return char >= "\x80" && char <= "\x9f";
}

/** Checks whether a terminal executes the control character even inside a sequence. */
function isExecutedInside(char: string): boolean {
  return char < " " && char !== CAN && char !== SUB && char !== ESC;
}
