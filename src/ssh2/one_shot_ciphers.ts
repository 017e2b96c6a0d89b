// Deno frees the native part of a cipher in `final()` only, not by garbage collection. ssh2 creates
// three ciphers for each chacha20-poly1305 packet and never calls `final()`: 100,000 packets would
// leak 26 MB. ssh2 calls `update` once on each, so `update` calls `final()` here. The patch is
// applied on import because ssh2 copies the functions of `node:crypto` when it is loaded.
import crypto from "node:crypto";

const { createCipheriv, createDecipheriv } = crypto;

/** Members of a cipher that ssh2 uses with chacha20. */
interface OneShotCipher {
  update(data: Uint8Array): Uint8Array;
}

function finishAfterUpdate(cipher: crypto.Cipheriv | crypto.Decipheriv): OneShotCipher {
  return {
    update: (data) => {
      const result = cipher.update(data);
      cipher.final();
      return result;
    },
  };
}

/** Returns a `create` with one-shot ciphers for `chacha20`. Others stay as they are. */
function oneShot<Create extends (...parameters: never[]) => crypto.Cipheriv | crypto.Decipheriv>(
  create: Create,
): Create {
  const patched = (...parameters: Parameters<Create>) => {
    const cipher = create(...parameters);
    return parameters[0] === "chacha20" ? finishAfterUpdate(cipher) : cipher;
  };
  return patched as unknown as Create;
}

crypto.createCipheriv = oneShot(createCipheriv);
crypto.createDecipheriv = oneShot(createDecipheriv);
