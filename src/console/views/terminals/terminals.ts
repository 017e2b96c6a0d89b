import { signal } from "@preact/signals";
import { client as pageClient } from "../../link/link.ts";
import { recall, remember } from "../../link/memory.ts";
import { LiveTerminal } from "./live_terminal.ts";
import { recallTerminal } from "./terminal_memory.ts";
import { isOver } from "./terminal_state.ts";

/** Key of the numbers of the terminals in the memory of the tab. */
const KEY = "terminals";

/** Terminals of the page, in the order of their numbers. */
export const terminals = signal<readonly LiveTerminal[]>(restored());

addEventListener("pagehide", () => terminals.peek().forEach((terminal) => terminal.store()));

/** Opens a terminal of a server, and returns it. */
export function openTerminal(server: string): LiveTerminal {
  const numbers = terminals.peek().map(({ number }) => number);
  const terminal = new LiveTerminal(Math.max(0, ...numbers) + 1, { server });
  setTerminals([...terminals.peek(), terminal]);
  void terminal.open();
  return terminal;
}

/** Ends a terminal, and removes it. */
export function closeTerminal(terminal: LiveTerminal): void {
  setTerminals(terminals.peek().filter((other) => other !== terminal));
  terminal.close();
}

/** Returns the terminal of the page with the given connection; undefined without one. */
export function terminalOf(connectionId: string | undefined): LiveTerminal | undefined {
  return terminals.peek().find((terminal) => terminal.connectionId === connectionId);
}

/** Takes the session with the page's own connection, so that several terminals can run. */
export async function takeSession(): Promise<void> {
  await pageClient.peek()?.session();
}

/** Ends one terminal, takes the session, and opens both in it. */
export async function shareSession(
  first: LiveTerminal,
  refused: LiveTerminal,
): Promise<void> {
  await first.end();
  // The lock is free with the ending of the shell.
  await pageClient.peek()?.session({ wait: 10 });
  void first.open();
  void refused.open();
}

function setTerminals(next: readonly LiveTerminal[]): void {
  remember(KEY, next.map(({ number }) => number));
  terminals.value = next;
}

/** Returns the terminals that the tab had before it was loaded. */
function restored(): LiveTerminal[] {
  return (recall<number[]>(KEY) ?? []).flatMap((number) => {
    const stored = recallTerminal(number);
    if (stored === undefined) return [];
    const terminal = new LiveTerminal(number, stored);
    if (stored.client !== undefined) void terminal.resume(stored.client);
    else terminal.state.value = isOver(stored.state) ? stored.state : { name: "lost" };
    return [terminal];
  });
}
