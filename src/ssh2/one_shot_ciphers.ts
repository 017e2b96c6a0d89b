// Deno frees the native half of a cipher in `final()` only, never with the garbage collector. ssh2 makes three ciphers for
// every chacha20-poly1305 packet and finishes none: a service would lose 26 MB for each 100,000 of them, for ever.
// ssh2 uses each of them for one `update`, so that here `update` is also the end. This happens on import because ssh2 takes
// the functions out of `node:crypto` when it is loaded.
import crypto from "node:crypto";

const { createCipheriv, createDecipheriv } = crypto;

/** The part of a cipher that ssh2 uses with chacha20. */
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

/** Makes `create` give one-shot ciphers for `chacha20`, and what it always gave for the others. */
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
