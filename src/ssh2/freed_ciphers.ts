// Deno frees the native part of a cipher in `final()` only. CTR and CBC use one cipher for each
// direction of a connection, and ssh2 never calls its `final()`: each connection would leak two.
// The patch is applied on import because ssh2 copies the functions when it is loaded.
import protocolCrypto from "ssh2/lib/protocol/crypto.js";

/** Members of ssh2's ciphers and deciphers that the patch uses. */
interface PacketCipher {
  /** Frees the cipher. ssh2 calls it when a connection or its keys end. */
  free(): void;
  readonly _cipherInstance?: { final(): unknown } | null;
  readonly _decipherInstance?: { final(): unknown } | null;
}

/** Function of ssh2 that creates a cipher or a decipher. */
type Create = (config: unknown) => PacketCipher;

/** Returns a `create` whose ciphers also free their native part in `free`. */
function freeing(create: Create): Create {
  return (config) => {
    const cipher = create(config);
    const free = cipher.free.bind(cipher);
    cipher.free = () => {
      free();
      // ssh2 still deciphers the packets that have arrived in this turn.
      queueMicrotask(() => finish(cipher._cipherInstance ?? cipher._decipherInstance));
    };
    return cipher;
  };
}

function finish(native: { final(): unknown } | null | undefined): void {
  try {
    native?.final();
  } catch {
    // The padding is missing, or the cipher has ended. It is freed in both cases.
  }
}

protocolCrypto.createCipher = freeing(protocolCrypto.createCipher);
protocolCrypto.createDecipher = freeing(protocolCrypto.createDecipher);
