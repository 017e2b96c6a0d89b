// Deno frees the native half of a cipher in `final()` only. CTR and CBC have one cipher for each direction of a connection,
// which ssh2 forgets without `final()`: each connection would lose both, for ever. This happens on import because ssh2
// takes the functions out of its own module when it is loaded.
import protocolCrypto from "ssh2/lib/protocol/crypto.js";

/** Part of ssh2's ciphers and deciphers that is needed here. */
interface PacketCipher {
  /** Called when a connection or its keys end. */
  free(): void;
  readonly _cipherInstance?: { final(): unknown } | null;
  readonly _decipherInstance?: { final(): unknown } | null;
}

/** Creates a cipher or a decipher of a connection. */
type Create = (config: unknown) => PacketCipher;

/** Makes `create` give ciphers whose `free` also frees their native half. */
function freeing(create: Create): Create {
  return (config) => {
    const cipher = create(config);
    const free = cipher.free.bind(cipher);
    cipher.free = () => {
      free();
      // Packets that have come already are still deciphered in this turn.
      queueMicrotask(() => finish(cipher._cipherInstance ?? cipher._decipherInstance));
    };
    return cipher;
  };
}

function finish(native: { final(): unknown } | null | undefined): void {
  try {
    native?.final();
  } catch {
    // A padding that is not there, or a cipher that has ended: in both cases it is freed.
  }
}

protocolCrypto.createCipher = freeing(protocolCrypto.createCipher);
protocolCrypto.createDecipher = freeing(protocolCrypto.createDecipher);
