import type { Principal } from "../domain/principal.ts";
import { isSameHash } from "./token.ts";
import { principalOf, type TokenEntry } from "./token_list.ts";

/** Token that is valid now. */
export interface ValidToken {
  /** Principal of the token. */
  readonly principal: Principal;
  /** SHA-256 of the token, in hexadecimal. */
  readonly sha256: string;
  /** Aborts when the token is revoked, changed or expired, with a text for the close frame. */
  readonly signal: AbortSignal;
}

/** Change of a token. */
export interface TokenChange {
  /** Name of the token. */
  readonly name: string;
  /** New state of the token. */
  readonly state: "added" | "changed" | "revoked" | "expired";
}

/** Token, its entry, and the end of its signal. */
interface Held extends ValidToken {
  readonly entry: TokenEntry;
  readonly ended: AbortController;
}

/** Tokens that are in force. The signal of a token aborts when the token changes or ends. */
export class ValidTokens {
  #held: readonly Held[] = [];

  /** Tokens that are in force, and those that have expired. */
  get entries(): readonly TokenEntry[] {
    return this.#held.map(({ entry }) => entry);
  }

  /** Returns the valid token with this hash. The duration does not depend on the hash. */
  find(sha256: string): ValidToken | undefined {
    let found: Held | undefined;
    for (const held of this.#held) if (isSameHash(held.sha256, sha256)) found = held;
    return found === undefined || isExpired(found.entry) ? undefined : found;
  }

  /** Puts `entries` in force instead of those before. Returns the changes. */
  replace(entries: readonly TokenEntry[]): TokenChange[] {
    const before = new Map(this.#held.map((held) => [textOf(held.entry), held]));
    const names = new Set(this.#held.map(({ entry }) => entry.name));
    this.#held = entries.map((entry) => before.get(textOf(entry)) ?? hold(entry));
    const kept = new Set(this.#held);
    const ended = [...before.values()].filter((held) => !kept.has(held));
    const newNames = new Set(entries.map(({ name }) => name));
    const added = entries.filter(({ name }) => !names.has(name));
    return [
      ...added.map(({ name }): TokenChange => ({ name, state: "added" })),
      ...ended.map((held) => end(held, newNames.has(held.entry.name) ? "changed" : "revoked")),
    ];
  }

  /** Ends the tokens that have expired. Returns the changes. */
  expire(): TokenChange[] {
    const expired = this.#held.filter(({ entry, signal }) => isExpired(entry) && !signal.aborted);
    return expired.map((held) => end(held, "expired"));
  }
}

function hold(entry: TokenEntry): Held {
  const ended = new AbortController();
  const { sha256 } = entry;
  if (isExpired(entry)) ended.abort("The token has expired"); // That is no change to tell.
  return { entry, sha256, principal: principalOf(entry), ended, signal: ended.signal };
}

/** Ends a token. The reason has no name in it: a close frame has room for 123 bytes. */
function end({ entry: { name }, ended }: Held, state: TokenChange["state"]): TokenChange {
  ended.abort(state === "expired" ? "The token has expired" : `The token was ${state}`);
  return { name, state };
}

/** Checks whether the time of a token is over. */
function isExpired({ expires_at }: TokenEntry): boolean {
  return expires_at !== undefined && Date.parse(expires_at) <= Date.now();
}

function textOf(entry: TokenEntry): string {
  return JSON.stringify(entry);
}
