import headless from "@xterm/headless";
import type { Client } from "./client.ts";
import { eventually } from "./eventually.ts";

/** Terminal of a client, shown and typed into by xterm. Disposing it keeps the client open. */
export class TerminalScreen implements Disposable {
  readonly #client: Client;
  readonly #terminal: headless.Terminal;
  #read = 0;

  /** Creates a screen that shows the output of `client` from now on. */
  constructor(client: Client, { cols, rows }: { cols: number; rows: number }) {
    this.#client = client;
    this.#read = client.events.length;
    this.#terminal = new headless.Terminal({ cols, rows, allowProposedApi: true, logLevel: "off" });
    // xterm answers queries of programs (terminal type, cursor position), as in a browser.
    this.#terminal.onData((input) => this.type(input));
  }

  /** Sends `input` to the terminal. */
  type(input: string): void {
    this.#client.send({ type: "ssh_input", data: { input } });
  }

  /** Changes the size of the screen and of the terminal. */
  resize({ cols, rows }: { cols: number; rows: number }): void {
    this.#terminal.resize(cols, rows);
    this.#client.send({ type: "resize", data: { cols, rows } });
  }

  /** Waits until the screen shows `pattern`, and returns its rows, without trailing spaces. */
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
