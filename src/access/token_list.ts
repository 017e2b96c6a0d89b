import { z } from "zod";
import type { Principal } from "../domain/principal.ts";
import { Role } from "../protocol/user.ts";

const time = z.iso.datetime({ offset: true });

/** Name of a token. It stands in owner objects, log lines and the audit trail. */
const TokenName = z.string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@ -]{0,63}$/u, "is not 1 to 64 letters, digits and . _ @ -");

const names = z.array(z.string().min(1)).min(1);

/** Kind of operations that a token can be limited to. `job` is kept for jobs. */
const OperationScope = z.enum(["command", "terminal", "transfer", "job"]);

/** Regular expression that compiles. */
const Pattern = z.string().min(1).max(1024)
  .refine(isPattern, "is not a regular expression");

/** Entry of a token, which holds its hash, not the token. */
export const TokenEntry = z.strictObject({
  name: TokenName,
  role: Role,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "is not a SHA-256 in hexadecimal"),
  created_at: time,
  expires_at: time.optional(),
  servers: names.optional(),
  operations: z.array(OperationScope).min(1).optional(),
  commands: z.array(Pattern).min(1).optional(),
});

/** Entry of a token. */
export type TokenEntry = z.output<typeof TokenEntry>;

/** Tokens of `TOKENS_FILE`. Names and hashes are unique. */
const TokenList = z.array(TokenEntry)
  .refine((list) => isUnique(list.map(({ name }) => name)), "has a name twice")
  .refine((list) => isUnique(list.map(({ sha256 }) => sha256)), "has a sha256 twice");

/**
 * Parses the text of `TOKENS_FILE`.
 *
 * @throws {Error} that names the faulty entry and field, and never a value
 */
export function parseTokenList(text: string): TokenEntry[] {
  const { data, error } = TokenList.safeParse(parseJson(text));
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw new Error(`${issue?.path.join(".") || "the list"} ${issue?.message}`);
}

/** Returns the principal of a token. */
export function principalOf(
  { name, role, servers, operations, commands }: TokenEntry,
): Principal {
  return { name, role, scopes: { servers, operations, commands } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("the text is not JSON");
  }
}

function isUnique(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
