import type { Signal } from "@preact/signals";
import { type Client, connect, PinkPageError, type SavedClient } from "../../../client/mod.ts";
import { isElsewhere } from "../../link/elsewhere.ts";
import { service } from "../../link/link.ts";
import type { TerminalState } from "./terminal_state.ts";

/** Code of a service that does not answer. */
const UNREACHABLE = 10001;

/**
 * Goes on with a stored connection. A service that does not answer is asked until it does.
 *
 * @throws {PinkPageError} when the connection cannot be resumed any more
 */
export async function resumedClient(
  saved: SavedClient | undefined,
  signal: AbortSignal,
): Promise<Client> {
  for (;;) {
    try {
      return await connect(service, { ...(saved && { saved }), signal });
    } catch (error) {
      if (!(error instanceof PinkPageError) || error.code !== UNREACHABLE) throw error;
    }
  }
}

/** Checks whether another tab goes on with a connection. */
export function isTaken(client: Client | undefined): boolean {
  return client?.state.name === "lost" && isElsewhere(client.state.error);
}

/** Shows in a state that the connection is lost, and that it is open again. */
export async function followAway(client: Client, shown: Signal<TerminalState>): Promise<void> {
  for await (const state of client.states()) {
    if (state.name === "away") shown.value = state;
    else if (state.name === "open" && shown.peek().name === "away") shown.value = { name: "open" };
  }
}
