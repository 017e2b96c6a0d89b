import { PinkPageError, type SavedClient } from "../../../client/mod.ts";
import { isElsewhere } from "../../link/elsewhere.ts";
import type { Recorded } from "./journal.ts";

/** State of a terminal. */
export type TerminalState =
  /** `waiting`: others use the servers exclusively; it opens when they do not. */
  | { readonly name: "opening" | "waiting" | "open" }
  /** The connection is lost until `until`. */
  | { readonly name: "away"; readonly until: Date }
  /** The shell has ended. */
  | { readonly name: "ended"; readonly exitCode: number | null }
  /** `refused`: others use the servers exclusively; `failed`: the shell has ended by an error. */
  | { readonly name: "refused" | "failed"; readonly error: PinkPageError }
  /** `lost`: the shell has ended with its connection; `elsewhere`: another tab goes on with it. */
  | { readonly name: "lost" | "elsewhere" };

/** Terminal in the memory of the tab. */
export interface StoredTerminal extends Recorded {
  /** Name of its server. */
  readonly server: string;
  /** Connection; undefined when the shell has ended. */
  readonly client?: SavedClient | undefined;
  /** State to show when there is no connection. */
  readonly state: TerminalState;
}

/** Codes of refusals while others use the servers exclusively. */
const HELD: readonly (number | null)[] = [50004, 50006, 50008];

/** Returns the state after an error of the operation or the connection. */
export function stateAfter(cause: unknown): TerminalState {
  const error = known(cause);
  if (isElsewhere(error)) return { name: "elsewhere" };
  if (error.reason === "lost") return { name: "lost" };
  if (error.reason === "cancelled") return { name: "ended", exitCode: null };
  return { name: HELD.includes(error.code) ? "refused" : "failed", error };
}

/** Checks whether a state is that of a terminal whose shell is gone. */
export function isOver({ name }: TerminalState): boolean {
  return name === "ended" || name === "failed" || name === "lost" || name === "refused";
}

/** Returns the key of a terminal in the memory of the tab. */
export function keyOf(number: number): string {
  return `terminal.${number}`;
}

/** Returns an error of the client library. Another error becomes one. */
export function known(cause: unknown): PinkPageError {
  if (cause instanceof PinkPageError) return cause;
  return new PinkPageError({ reason: "error", code: null, message: String(cause) });
}
