import { CharSearch } from "./char_search.ts";

/** A stretch of a text. */
export interface Run {
  /** Index of its first UTF-16 unit. */
  readonly start: number;
  /** Index after its last one. */
  readonly end: number;
}

/** What the parser is in the middle of; a string is the body of a DCS, APC, PM or SOS. */
type State = "text" | "escape" | "csi" | "osc" | "string";

const ESC = "\x1b";
const CAN = "\x18";
const SUB = "\x1a";
/** Ignored inside a sequence: DEL by the standard, U+FEFF by xterm.js, which drops it before it parses. */
const IGNORED = "\x7f\ufeff";

/** More of a sequence than this is not collected: xterm.js reads 32 parameters. */
const MAX_COLLECTED = 256;

/**
 * Tells text from escape sequences in a stream that may be cut anywhere, as a terminal does: ECMA-48 by the state
 * machine of https://vt100.net/emu/dec_ansi_parser. The 8-bit controls are U+0080 to U+009F here, as in xterm.js.
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

  /** Begins in text. Calls `onSequence` with each complete sequence that is no string, without its ESC: `[31m`, `c`. */
  constructor(onSequence: (sequence: string) => void = () => {}) {
    this.#onSequence = onSequence;
  }

  /** Characters read of a sequence that is not complete yet, 0 outside of one. */
  get begunLength(): number {
    return this.#state === "text" ? 0 : this.#begunLength;
  }

  /** Reads on. Returns where in `text` there is text, in which control characters inside a sequence count. */
  read(text: string): readonly Run[] {
    const runs: Run[] = [];
    this.#begunLength += text.length;
    for (let start = 0; start < text.length;) {
      const end = this.#endOfState(text, start);
      if (end > start && this.#state === "text") runs.push({ start, end });
      start = this.#endOfCsi(text, end) ?? end + 1;
      if (start > end + 1 || end === text.length) continue;
      const next = text.charAt(end);
      if (isObeyedInside(next) && !this.#inString) runs.push({ start: end, end: start });
      else this.#follow(next, text.length - end);
    }
    return runs;
  }

  get #inString(): boolean {
    return this.#state === "osc" || this.#state === "string";
  }

  /** Index of the first character from `start` on that may change the state; the length when there is none. */
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

  /** A short way past a sequence of the most common kind, when the whole of it is there. */
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

/** Whether a terminal obeys the control character even inside a sequence. */
function isObeyedInside(char: string): boolean {
  return char < " " && char !== CAN && char !== SUB && char !== ESC;
}
