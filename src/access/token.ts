/** Beginning of every token, by which people and secret scanners know it. */
const PREFIX = "pp_";
/** Number of random bytes in a secret: 256 bits. */
const SECRET_BYTES = 32;

/** Returns a new token: `pp_` and 256 random bits in base64url. */
export function createToken(): string {
  return PREFIX + createSecret();
}

/** Returns 256 random bits in base64url. */
export function createSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * Returns the SHA-256 of a secret, in hexadecimal. A slow hash is not needed: 256 random bits
 * cannot be guessed.
 */
export async function hashOf(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
  return new Uint8Array(digest).toHex();
}

/** Compares two hashes in a time that depends on their length alone. */
export function isSameHash(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
