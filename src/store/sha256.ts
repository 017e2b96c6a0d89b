import type { Database } from "@db/sqlite";

/** Defines the function `sha256(text)` of SQL, which returns hexadecimal digits. */
export function defineSha256(database: Database): void {
  database.function("sha256", sha256, { deterministic: true, directOnly: true });
}

/** Hashes the UTF-8 of `text`. WebCrypto cannot: it is asynchronous. */
function sha256(text: string): string {
  // Loaded with the first hash: it takes about 55 ms, which an import would add to each start.
  return process.getBuiltinModule("node:crypto").hash("sha256", text);
}
