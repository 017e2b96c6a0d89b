import { signal } from "@preact/signals";
import type { Client, Operation, wire } from "../../../client/mod.ts";
import { forget, recall } from "../../link/memory.ts";
import { client as pageClient } from "../../link/link.ts";
import { Journal } from "./journal.ts";
import { TerminalScreen } from "./terminal_screen.ts";
import { isOver, stateAfter, type StoredTerminal, type TerminalState } from "./terminal_state.ts";
import { followAway, resumedClient } from "./terminal_client.ts";
import { known, TerminalStore } from "./terminal_store.ts";

/** Terminal of the page, on a connection of its own. It lives beside the views. */
export class LiveTerminal {
  /** Number, from 1. */
  readonly number: number;
  /** Name of the server. */
  readonly server: string;
  /** State. */
  readonly state = signal<TerminalState>({ name: "opening" });
  /** Screen. */
  readonly screen: TerminalScreen;
  readonly #journal: Journal;
  readonly #store: TerminalStore;
  #client: Client | undefined;
  #operation: Operation<wire.TerminalComplete> | undefined;
  /** Aborts what waits for a connection or for others. */
  #stop = new AbortController();
  #isClosed = false;

  /** Creates a terminal, or that of a record. */
  constructor(
    number: number,
    { server, ...recorded }: Pick<StoredTerminal, "server"> & Partial<StoredTerminal>,
  ) {
    this.number = number;
    this.server = server;
    this.#journal = new Journal(recorded);
    this.screen = new TerminalScreen(
      recorded.screen === undefined ? undefined : this.#journal.recorded,
    );
    this.#store = new TerminalStore({
      key: keyOf(number),
      journal: this.#journal,
      screen: this.screen,
      rest: () => ({ server, client: this.#saved, state: this.state.peek() }),
    });
    const drawn = `${recorded.screen ?? ""}${recorded.log ?? ""}`;
    if (drawn !== "") void this.screen.write(drawn).catch(() => {});
    // The questions of programs in the record have been answered.
    this.screen.whenParsed((terminal) => {
      terminal.onData((data) => this.type(data));
      terminal.onBinary((data) => this.type(data));
      terminal.onResize((size) => this.#resize(size));
    });
  }

  /** Id of the connection; undefined without one. */
  get connectionId(): string | undefined {
    return this.#client?.id;
  }

  /** Opens a shell. `wait`: when others do not use the servers exclusively any more. */
  async open({ wait = false }: { readonly wait?: boolean } = {}): Promise<void> {
    const { signal } = this.#stop = new AbortController();
    this.state.value = { name: wait ? "waiting" : "opening" };
    try {
      const { cols, rows } = await this.screen.terminal;
      this.#client = await pageClient.peek()?.fork({ signal });
      if (this.#client === undefined) return this.#end({ name: "lost" });
      void followAway(this.#client, this.state);
      this.#journal.restart();
      const options = { cols, rows, wait, signal, acknowledge: "manual" as const };
      await this.#read(this.#client.terminal(this.server, options));
    } catch (cause) {
      await this.#end(stateAfter(known(cause)));
    }
  }

  /** Goes on with the connection of a record. */
  async resume(saved: StoredTerminal["client"]): Promise<void> {
    const { signal } = this.#stop = new AbortController();
    try {
      this.#client = await resumedClient(saved, signal);
      void followAway(this.#client, this.state);
      const operation = this.#client.resumed as Operation<wire.TerminalComplete> | null;
      if (operation === null) await this.#end({ name: "lost" });
      else await this.#read(operation);
    } catch (cause) {
      await this.#end(stateAfter(known(cause)));
    }
  }

  /** Takes the terminal back from another tab. */
  takeBack(): Promise<void> {
    this.state.value = { name: "opening" };
    return this.resume(recall<StoredTerminal>(keyOf(this.number))?.client);
  }

  /** Types text. Enter opens another shell when the last one has ended. */
  type(text: string): void {
    if (text === "") return;
    const { name } = this.state.peek();
    if (isOver(this.state.peek()) && text.includes("\r")) void this.open();
    else if (name === "open" || name === "opening") this.#operation?.write(text);
  }

  /** Stores it now: the page may be gone after this. */
  store(): void {
    if (this.state.peek().name !== "elsewhere") this.#store.store();
  }

  /** Ends the shell and the connection. */
  async end(): Promise<void> {
    this.#stop.abort();
    await this.#client?.close();
  }

  /** Ends it, and forgets it. */
  close(): void {
    this.#isClosed = true;
    this.#store.stop();
    forget(keyOf(this.number));
    void this.end();
    this.screen.dispose();
  }

  /** State that a reload needs; undefined when the shell is gone. */
  get #saved(): StoredTerminal["client"] {
    return isOver(this.state.peek()) ? undefined : this.#client?.save();
  }

  /** Shows output until the shell ends. */
  async #read(operation: Operation<wire.TerminalComplete>): Promise<void> {
    this.#operation = this.#store.operation = operation;
    this.store();
    for await (const event of operation) {
      if (this.state.peek().name !== "open") this.state.value = { name: "open" };
      if (!this.#journal.accepts(event)) continue;
      const text = event.type === "output"
        ? event.data
        : event.type === "gap"
        ? await this.screen.gapLine(event)
        : "";
      this.#journal.add(text);
      this.#store.note(text);
      await this.screen.write(text);
    }
    const { exit_code } = await operation.done();
    await this.#end({ name: "ended", exitCode: exit_code });
  }

  #resize(size: { readonly cols: number; readonly rows: number }): void {
    if (!isOver(this.state.peek())) this.#operation?.resize(size);
    void this.#store.replaceLog();
  }

  async #end(state: TerminalState): Promise<void> {
    if (this.#isClosed) return;
    this.state.value = state;
    this.store();
    if (state.name !== "elsewhere") await this.#client?.close();
  }
}

/** Returns the key of a terminal in the memory of the tab. */
export function keyOf(number: number): string {
  return `terminal.${number}`;
}
