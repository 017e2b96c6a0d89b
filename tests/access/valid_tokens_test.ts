import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import type { TokenEntry } from "../../src/access/token_list.ts";
import { ValidTokens } from "../../src/access/valid_tokens.ts";
import { entryOf } from "../harness/tokens.ts";

const A = await entryOf("a");
const B = await entryOf("b");
const PAST = "2026-01-01T00:00:00.000Z";
const FUTURE = "2126-01-01T00:00:00.000Z";

/** Returns the valid tokens of `entries`. */
function tokensOf(...entries: TokenEntry[]): ValidTokens {
  const tokens = new ValidTokens();
  tokens.replace(entries);
  return tokens;
}

/** Returns the signal of a token, which must be valid. */
function signalOf(tokens: ValidTokens, { sha256 }: TokenEntry): AbortSignal {
  const token = tokens.find(sha256);
  assert(token !== undefined);
  return token.signal;
}

Deno.test("ValidTokens.find: returns the token with the hash, and nothing for another", () => {
  const tokens = tokensOf(A, B);
  assertEquals([tokens.find(A.sha256)?.principal.name, tokens.find(B.sha256)?.principal.name], [
    "a",
    "b",
  ]);
  assertEquals([tokens.find("0".repeat(64)), tokens.find(""), tokens.entries.length], [
    undefined,
    undefined,
    2,
  ]);
});

Deno.test("ValidTokens.replace: tells what was added, changed and revoked alone", () => {
  const tokens = new ValidTokens();
  const C = { ...A, name: "c", sha256: B.sha256 };
  assertEquals(tokens.replace([A, B]), [{ name: "a", state: "added" }, {
    name: "b",
    state: "added",
  }]);
  assertEquals(tokens.replace([B, A]), []);
  assertEquals(tokens.replace([{ ...A, role: "admin" }, C]), [
    { name: "c", state: "added" },
    { name: "b", state: "revoked" },
    { name: "a", state: "changed" },
  ]);
});

Deno.test("ValidTokens.replace: ends the signals of changed and revoked tokens alone", () => {
  const C = { ...A, name: "c", sha256: "0".repeat(64) };
  const tokens = tokensOf(A, B, C);
  const [a, b, c] = [A, B, C].map((entry) => signalOf(tokens, entry));
  tokens.replace([{ ...A }, { ...B, servers: ["x"] }]);
  assertEquals([a?.aborted, b?.reason, c?.reason], [
    false,
    "The token was changed",
    "The token was revoked",
  ]);
  assertStrictEquals(signalOf(tokens, A), a);
  assertEquals([signalOf(tokens, B).aborted, tokens.find(C.sha256)], [false, undefined]);
  assertEquals(tokens.find(B.sha256)?.principal.scopes.servers, ["x"]);
});

Deno.test("ValidTokens.replace: a token with another hash is another token", () => {
  const tokens = tokensOf(A);
  const signal = signalOf(tokens, A);
  tokens.replace([{ ...A, sha256: B.sha256 }]);
  assertEquals([signal.aborted, tokens.find(A.sha256)], [true, undefined]);
  assertEquals(tokens.find(B.sha256)?.principal.name, "a");
});

Deno.test("ValidTokens.find: an expired token is not valid, before its end is noticed", () => {
  const tokens = tokensOf({ ...A, expires_at: PAST }, { ...B, expires_at: FUTURE });
  assertEquals([tokens.find(A.sha256), tokens.find(B.sha256)?.signal.aborted], [undefined, false]);
});

Deno.test("ValidTokens.expire: ends each expired token once, and tells of it", () => {
  const endsAt = Date.now() + 3_600_000;
  const tokens = tokensOf({ ...A, expires_at: new Date(endsAt).toISOString() }, B);
  const [a, b] = [signalOf(tokens, A), signalOf(tokens, B)];
  assertEquals([tokens.expire(), a.aborted], [[], false]);
  const { now } = Date;
  try {
    Date.now = () => endsAt;
    assertEquals(tokens.expire(), [{ name: "a", state: "expired" }]);
    assertEquals(tokens.expire(), []);
  } finally {
    Date.now = now;
  }
  assertEquals([a.reason, b.aborted], ["The token has expired", false]);
});
