import { setImmediate } from "node:timers";

/** Maximum length of the text that is processed in one turn of the event loop, in characters. */
export const CHARS_IN_A_TURN = 8_192;

/**
 * Number of turns between two parts of the work. A message of another client takes several turns
 * while an SSH connection has something to read.
 */
export const TURNS_BETWEEN = 4;

/**
 * Divides work on much text among turns of the event loop, so that other clients are served during
 * a flood. Text that has arrived already is read by promises alone, which never let the loop turn.
 */
export class Turns {
  #length = 0;

  /**
   * Gives `text` in parts of at most {@linkcode CHARS_IN_A_TURN}, which may cut a surrogate pair.
   * Waits for the event loop after parts of that length, counted over all texts.
   */
  async *parts(text: string): AsyncGenerator<string, void, void> {
    for (let at = 0; at < text.length;) {
      const part = text.slice(at, at + CHARS_IN_A_TURN - this.#length);
      at += part.length;
      this.#length += part.length;
      yield part;
      if (this.#length < CHARS_IN_A_TURN) return;
      this.#length = 0;
      for (let turn = 0; turn < TURNS_BETWEEN; turn++) await nextTurn();
    }
  }
}

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
