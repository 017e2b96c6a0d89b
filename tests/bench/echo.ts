import { Client, type Service, type Terminal } from "./client.ts";

/** Shows each byte as it is typed, until Ctrl-C. */
export const ECHO_COMMAND = "stty raw isig -echo; printf READY; cat";

/** How keys are typed. */
export interface Typing {
  readonly keys: number;
  /** Pause after each echo. */
  readonly pauseMs: number;
}

/** Milliseconds from each key to its echo through `service`. */
export async function echoThrough(
  service: Service,
  { throttleSeconds, ...typing }: Typing & { throttleSeconds?: number },
): Promise<number[]> {
  await using client = await Client.connect(service);
  const running = client.run(ECHO_COMMAND, { throttleSeconds });
  const [times] = await Promise.all([echoTimes(client, typing), running]);
  return times;
}

/** Types one key at a time into a terminal that runs {@linkcode ECHO_COMMAND}, and ends it. */
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
  readonly #terminal: Terminal;
  #text = "";
  #changed = Promise.withResolvers<void>();

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.onText = (text) => {
      this.#text += text;
      this.#changed.resolve();
    };
  }

  /** Waits for `text` and clears the screen. Rejects when the command ends without it. */
  async shows(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      const ended = this.#terminal.ended.then(() => {
        throw new Error(`the command ended and did not print ${text}`);
      });
      await Promise.race([this.#changed.promise, ended]);
      this.#changed = Promise.withResolvers();
    }
    this.#text = "";
  }
}
