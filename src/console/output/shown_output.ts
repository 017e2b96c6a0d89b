import type { wire } from "../../client/mod.ts";
import { OutputScreen } from "../xterm/output_screen.ts";

/** Options for {@linkcode ShownOutput}. */
export interface ShownOutputOptions {
  /** Text of an earlier page, with which it begins. Default: none. */
  readonly text?: string;
  /** Maximum length of the text that a page saves, in characters. Default: 65,536. */
  readonly maxSaved?: number;
}

/** Output of an operation on a screen, with its newest text for a page that goes on with it. */
export class ShownOutput {
  /** Screen, which this output disposes. */
  readonly screen: OutputScreen = new OutputScreen();
  readonly #maxSaved: number;
  #text: string;

  /** Creates an output. */
  constructor({ text = "", maxSaved = 65_536 }: ShownOutputOptions = {}) {
    this.#maxSaved = maxSaved;
    this.#text = text;
    void this.#written(this.screen.write(text));
  }

  /** Newest text, from the beginning of a line on. */
  get text(): string {
    if (this.#text.length <= this.#maxSaved) return this.#text;
    const text = this.#text.slice(-this.#maxSaved);
    return text.slice(text.indexOf("\n") + 1);
  }

  /** Shows an event. Resolves when there is room for the next one. */
  async show(event: wire.OperationEvent): Promise<void> {
    const text = await this.#written(Promise.resolve(this.screen.textOf(event))) ?? "";
    this.#add(text);
    await this.#written(this.screen.write(text));
  }

  /** Ends the screen. */
  dispose(): void {
    this.screen.dispose();
  }

  #add(text: string): void {
    this.#text += text;
    if (this.#text.length > 2 * this.#maxSaved) this.#text = this.text;
  }

  /** Waits for the screen. One that cannot be loaded must not end the operation that is read. */
  async #written<Value>(writing: Promise<Value>): Promise<Value | undefined> {
    return await writing.catch(() => undefined);
  }
}
