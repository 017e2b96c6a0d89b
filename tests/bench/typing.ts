import type { Terminal } from "./client.ts";

/**
 * Command that echoes each byte until Ctrl-C. The echo of the command itself lacks the word READY.
 */
export const ECHO_COMMAND = "stty raw isig -echo; printf READ%s Y; cat";

/** Options for typing. */
export interface Typing {
  readonly keys: number;
  /** Pause before each key, in milliseconds. */
  readonly pauseMs: number;
}

/**
 * Types keys into a terminal that runs {@linkcode ECHO_COMMAND}, and returns the milliseconds to
 * each echo.
 */
export async function echoTimes(
  terminal: Terminal,
  { keys, pauseMs }: Typing,
): Promise<number[]> {
  const times: number[] = [];
  const screen = new Screen(terminal);
  await screen.shows("READY");
  // The first key can arrive before `cat` runs, and is not counted.
  for (let key = 0; key <= keys; key++) {
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const startMs = performance.now();
    terminal.type("k");
    await screen.shows("k");
    if (key > 0) times.push(performance.now() - startMs);
  }
  terminal.type("\x03");
  return times;
}

/** Output of a terminal since the last wait. */
class Screen {
  readonly #ended: Promise<never>;
  #text = "";
  #changed = Promise.withResolvers<void>();

  constructor(terminal: Terminal) {
    this.#ended = terminal.ended.then(() => {
      throw new Error("the command ended too early");
    });
    this.#ended.catch(() => {}); // Awaited only by `shows`.
    terminal.onText = (text) => {
      this.#text += text;
      this.#changed.resolve();
    };
  }

  /** Waits for `text` and clears the screen. Rejects when the command ends without `text`. */
  async shows(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      await Promise.race([this.#changed.promise, this.#ended]);
      this.#changed = Promise.withResolvers();
    }
    this.#text = "";
  }
}
