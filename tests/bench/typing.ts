import type { Terminal } from "./client.ts";

/** Shows each byte as it is typed, until Ctrl-C. Typed into a shell, its own echo does not hold the word that it prints. */
export const ECHO_COMMAND = "stty raw isig -echo; printf READ%s Y; cat";

/** How keys are typed. */
export interface Typing {
  readonly keys: number;
  /** Pause before each key. */
  readonly pauseMs: number;
}

/** Types one key at a time into a terminal that runs {@linkcode ECHO_COMMAND}, ends it, and returns milliseconds to each echo. */
export async function echoTimes(
  terminal: Terminal,
  { keys, pauseMs }: Typing,
): Promise<number[]> {
  const times: number[] = [];
  const screen = new Screen(terminal);
  await screen.shows("READY");
  // The first key may come before `cat`, and is not counted.
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

/** What a terminal has printed and nobody has waited for yet. */
class Screen {
  readonly #ended: Promise<never>;
  #text = "";
  #changed = Promise.withResolvers<void>();

  constructor(terminal: Terminal) {
    this.#ended = terminal.ended.then(() => {
      throw new Error("the command ended too early");
    });
    this.#ended.catch(() => {}); // Awaited only while something is to be shown.
    terminal.onText = (text) => {
      this.#text += text;
      this.#changed.resolve();
    };
  }

  /** Waits for `text` and clears the screen. Rejects when the command ends without it. */
  async shows(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      await Promise.race([this.#changed.promise, this.#ended]);
      this.#changed = Promise.withResolvers();
    }
    this.#text = "";
  }
}
