import { createHash } from "node:crypto";

/**
 * Returns the SHA-256 fingerprint of a raw public key, as `ssh-keygen -lf` prints it: `SHA256:…`.
 */
export function fingerprint(key: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
