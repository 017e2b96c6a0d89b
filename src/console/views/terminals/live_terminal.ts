import type { Terminal } from "@xterm/xterm";
import type { Client, Operation, wire } from "../../../client/mod.ts";
import { forkLink } from "../../link/own.ts";
import { RecordedTerminal, type TerminalRecord } from "./recorded_terminal.ts";
import { isOver, stateAfter, type StoredTerminal, type TerminalState } from "./terminal_state.ts";
import { followAway, isTaken, resumedClient } from "./terminal_client.ts";
import { forgetTerminal, recallTerminal } from "./terminal_memory.ts";
import { TerminalStore, type TerminalStoreOptions, WINDOW } from "./terminal_store.ts";

/** Login shell. */
type Shell = Operation<wire.TerminalComplete>;

/** Terminal of the page, on a connection of its own. It lives beside the views. */
export class LiveTerminal extends RecordedTerminal {
  readonly #store: TerminalStore;
  #client: Client | undefined;
  #operation: Shell | undefined;
  /** Aborts what waits for a connection or for others. */
  #stop = new AbortController();
  #isClosed = false;

  /** Creates a terminal, or that of a record. */
  constructor(number: number, record: TerminalRecord) {
    super(number, record);
    this.#store = new TerminalStore({
      number,
      journal: this.journal,
      screen: this.screen,
      rest: () => this.#rest,
    });
    // The questions of programs in the record have been answered.
    this.screen.whenParsed((terminal) => {
      terminal.onData((data) => this.type(data));
      terminal.onBinary((data) => this.type(data));
    });
    const follow = (terminal: Terminal) => void terminal.onResize((size) => this.#resize(size));
    this.screen.terminal.then(follow, () => {});
  }

  /** Id of the connection; undefined without one. */
  get connectionId(): string | undefined {
    return this.#client?.id;
  }

  /** Opens a shell. `wait`: when others do not use the servers exclusively any more. */
  open({ wait = false }: { readonly wait?: boolean } = {}): Promise<void> {
    this.state.value = { name: wait ? "waiting" : "opening" };
    return this.#run(async (signal) => {
      this.#client = await forkLink(signal);
      this.journal.restart();
      // The service connects while xterm is loaded. The shell follows the size of the screen.
      const options = { ...this.screen.size, window: WINDOW, acknowledge: "manual" as const };
      return this.#client.terminal(this.server, { ...options, wait, signal });
    });
  }

  /** Goes on with the connection of a record. */
  resume(saved: StoredTerminal["client"]): Promise<void> {
    return this.#run(async (signal) => {
      this.#client = await resumedClient(saved, signal);
      return this.#client.resumed as Shell | undefined;
    });
  }

  /** Takes the terminal back from another tab. */
  takeBack(): Promise<void> {
    this.state.value = { name: "opening" };
    return this.resume(recallTerminal(this.number)?.client);
  }

  /** Types text. Enter opens another shell when the last one has ended. */
  type(text: string): void {
    const { name } = this.state.peek();
    if (isOver(this.state.peek()) && text.includes("\r")) void this.open();
    else if (name === "open" || name === "opening") this.#operation?.write(text);
  }

  /** Stores it now: the page may be gone after this. */
  store(): void {
    this.#store.store();
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
    forgetTerminal(this.number);
    void this.end();
    this.screen.dispose();
  }

  /** State that a reload needs beside the record, without a client when the shell is gone. */
  get #rest(): ReturnType<TerminalStoreOptions["rest"]> {
    if (isTaken(this.#client)) return undefined;
    const state = this.state.peek();
    const client = isOver(state) ? undefined : this.#client?.save();
    return { server: this.server, client, state };
  }

  /** Shows the shell that `start` opens, or goes on with, until it ends. */
  async #run(start: (signal: AbortSignal) => Promise<Shell | undefined>): Promise<void> {
    const { signal } = this.#stop = new AbortController();
    try {
      const operation = await start(signal);
      if (this.#client !== undefined) void followAway(this.#client, this.state);
      await (operation ? this.#read(operation) : this.#end({ name: "lost" }));
    } catch (cause) {
      await this.#end(signal.aborted ? { name: "ended", exitCode: null } : stateAfter(cause));
    }
  }

  /** Shows output until the shell ends. */
  async #read(operation: Shell): Promise<void> {
    this.#operation = this.#store.operation = operation;
    this.store();
    for await (const event of operation) {
      if (this.state.peek().name !== "open") this.state.value = { name: "open" };
      if (!this.journal.accepts(event)) continue;
      const text = await this.screen.textOf(event);
      this.journal.add(text);
      await this.screen.write(text);
      this.#store.note(text);
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
