import type { ParsingTerminal } from "./parser.ts";

/** Private modes that the addon for serialization leaves out: cursor, encodings of the mouse. */
const MODES: readonly number[] = [25, 1005, 1006, 1015, 1016];

/** State of a terminal that the addon for serialization leaves out. */
export class HiddenModes {
  readonly #modes = new Map<number, boolean>();
  #margins = "";
  #cursorStyle = "";

  /** Follows what programs set. */
  constructor({ parser }: ParsingTerminal) {
    const note = (isSet: boolean) => (params: readonly (number | number[])[]) => {
      for (const mode of params.flat()) if (MODES.includes(mode)) this.#modes.set(mode, isSet);
      return false;
    };
    parser.registerCsiHandler({ prefix: "?", final: "h" }, note(true));
    parser.registerCsiHandler({ prefix: "?", final: "l" }, note(false));
    parser.registerCsiHandler({ final: "r" }, (params) => {
      this.#margins = params.flat().join(";");
      return false;
    });
    parser.registerCsiHandler({ intermediates: " ", final: "q" }, (params) => {
      this.#cursorStyle = params.flat().join(";");
      return false;
    });
    const reset = () => {
      this.#modes.clear();
      this.#margins = "";
      this.#cursorStyle = "";
      return false;
    };
    parser.registerEscHandler({ final: "c" }, reset);
    parser.registerCsiHandler({ intermediates: "!", final: "p" }, reset);
  }

  /** Returns the sequences that set the state again. The cursor stays where it is. */
  get sequences(): string {
    const modes = [...this.#modes].map(([mode, isSet]) => `\x1b[?${mode}${isSet ? "h" : "l"}`);
    const margins = this.#margins === "" ? "" : `\x1b7\x1b[${this.#margins}r\x1b8`;
    const style = this.#cursorStyle === "" ? "" : `\x1b[${this.#cursorStyle} q`;
    return `${margins}${modes.join("")}${style}`;
  }
}
