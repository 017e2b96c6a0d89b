import headless from "@xterm/headless";
import type { Client } from "./client.ts";
import { eventually } from "./eventually.ts";

/** The screen of a client's terminal, as xterm shows it, with a keyboard. Disposing it closes the screen alone. */
export class TerminalScreen implements Disposable {
  readonly #client: Client;
  readonly #terminal: headless.Terminal;
  #read = 0;

  /** Shows what `client` receives from now on. */
  constructor(client: Client, { cols, rows }: { cols: number; rows: number }) {
    this.#client = client;
    this.#read = client.events.length;
    this.#terminal = new headless.Terminal({ cols, rows, allowProposedApi: true, logLevel: "off" });
    // What programs ask the terminal (its kind, where the cursor is) is answered as a browser's terminal does.
    this.#terminal.onData((input) => this.type(input));
  }

  /** Types `input`. */
  type(input: string): void {
    this.#client.send({ type: "ssh_input", data: { input } });
  }

  /** Changes the size on both sides. */
  resize({ cols, rows }: { cols: number; rows: number }): void {
    this.#terminal.resize(cols, rows);
    this.#client.send({ type: "resize", data: { cols, rows } });
  }

  /** Waits until the screen shows `pattern`, and returns its rows, one per line, without the spaces at their ends. */
  async shows(pattern: RegExp): Promise<string> {
    let screen = "";
    const seen = eventually(async () => {
      screen = await this.#look();
      return pattern.test(screen);
    }, `the screen shows ${pattern}`);
    await seen.catch((cause: Error) => {
      throw new Error(`${cause.message}; it shows:\n${screen.trimEnd()}`);
    });
    return screen;
  }

  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }

  async #look(): Promise<string> {
    const { events } = this.#client;
    for (; this.#read < events.length; this.#read++) {
      const event = events[this.#read];
      if (event?.type !== "output") continue;
      await new Promise<void>((done) => this.#terminal.write(event.data, done));
    }
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString().trimEnd(),
    ).join("\n");
  }
}
