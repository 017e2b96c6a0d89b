import { reasonOf } from "../errors.ts";
import { parseTokenList, type TokenEntry } from "./token_list.ts";

/**
 * Reads `TOKENS_FILE`; a missing file is an empty list.
 *
 * @throws {Error} that names `TOKENS_FILE` when the file is broken or cannot be read
 */
export async function readTokens(path: string): Promise<TokenEntry[]> {
  try {
    return parseTokenList(await Deno.readTextFile(path));
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return [];
    throw new Error(`TOKENS_FILE cannot be used: ${reasonOf(cause)}`);
  }
}
