import { signal } from "@preact/signals";
import { Journal } from "./journal.ts";
import { TerminalScreen } from "./terminal_screen.ts";
import type { StoredTerminal, TerminalState } from "./terminal_state.ts";

/** Server of a new terminal, or all of a stored one. */
export type TerminalRecord = Pick<StoredTerminal, "server"> & Partial<StoredTerminal>;

/** Terminal with its screen and the record of what that has shown, without a connection. */
export class RecordedTerminal {
  /** Number, from 1. */
  readonly number: number;
  /** Name of the server. */
  readonly server: string;
  /** State. */
  readonly state = signal<TerminalState>({ name: "opening" });
  /** Screen. */
  readonly screen: TerminalScreen;
  /** Record of what the screen has shown. */
  protected readonly journal: Journal;

  /** Creates a terminal, or that of a record, whose screen it draws. */
  constructor(number: number, { server, ...recorded }: TerminalRecord) {
    this.number = number;
    this.server = server;
    this.journal = new Journal(recorded);
    const { screen, log, cols, rows } = this.journal.recorded;
    this.screen = new TerminalScreen(recorded.screen === undefined ? undefined : { cols, rows });
    if (screen + log !== "") void this.screen.write(screen + log).catch(() => {});
  }
}
