import { createToken, hashOf } from "../../src/access/token.ts";
import type { TokenEntry } from "../../src/access/token_list.ts";
import { changeTokens } from "../../src/access/write_tokens.ts";

/** Real `TOKENS_FILE` of a test. Disposing it removes the file. */
export interface TestTokens extends AsyncDisposable {
  /** Path of the file. */
  readonly path: string;
  /** Variables of a service that reads the file. */
  readonly variables: { readonly AUTH: "tokens"; readonly TOKENS_FILE: string };
  /** Adds a token, and returns it. */
  add(name: string, fields?: Partial<TokenEntry>): Promise<string>;
  /** Changes the entry of a token. */
  change(name: string, fields: Partial<TokenEntry>): Promise<void>;
  /** Removes a token. */
  revoke(name: string): Promise<void>;
}

/** Creates an empty tokens file. */
export async function createTokens(): Promise<TestTokens> {
  const folder = await Deno.makeTempDir({ prefix: "pink-page-tokens-" });
  const path = `${folder}/tokens.json`;
  await changeTokens(path, () => []);
  return {
    path,
    variables: { AUTH: "tokens", TOKENS_FILE: path },
    add: async (name, fields = {}) => {
      const token = createToken();
      const entry = await entryOf(name, { sha256: await hashOf(token), ...fields });
      await changeTokens(path, (tokens) => [...tokens, entry]);
      return token;
    },
    change: (name, fields) =>
      changeTokens(
        path,
        (tokens) => tokens.map((entry) => entry.name === name ? { ...entry, ...fields } : entry),
      ),
    revoke: (name) => changeTokens(path, (tokens) => tokens.filter((entry) => entry.name !== name)),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Returns the entry of a token: an operator without scopes, unless `fields` say otherwise. */
export async function entryOf(
  name: string,
  fields: Partial<TokenEntry> = {},
): Promise<TokenEntry> {
  const created_at = "2026-01-01T00:00:00.000Z";
  return { name, role: "operator", sha256: await hashOf(name), created_at, ...fields };
}

/** Returns the headers that present `token`. */
export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
