import type { wire } from "../../client/mod.ts";
import { Screen } from "./screen.ts";

/** Number of lines of output that are kept above the screen. */
const SCROLLBACK = 10_000;

/**
 * Screen of output that is only read: of a command, of a step, of a watched or ended operation.
 *
 * ```ts
 * const screen = new OutputScreen();
 * for await (const event of operation) await screen.show(event);
 * ```
 */
export class OutputScreen extends Screen {
  /** Creates an empty screen. `isText`: for kept output, whose lines end with `\n` alone. */
  constructor({ isText = false }: { readonly isText?: boolean } = {}) {
    super({ scrollback: SCROLLBACK, isReadOnly: true, isText });
  }

  /**
   * Shows an event of an operation: output and gaps, nothing else. Resolves when there is room for
   * the next, so that a reader that awaits it slows the operation down.
   */
  async show(event: wire.OperationEvent): Promise<void> {
    await this.write(await this.textOf(event));
  }
}
