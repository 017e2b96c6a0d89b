import type {
  Algorithms,
  CipherAlgorithm,
  KexAlgorithm,
  MacAlgorithm,
  ServerHostKeyAlgorithm,
} from "../ssh2/ssh2.ts";

/** Algorithms to offer to a server, by purpose. The first in each list is preferred. */
export interface Offer extends Algorithms {
  /** Key exchange methods. */
  readonly kex: KexAlgorithm[];
  /** Signature algorithms of host keys. */
  readonly serverHostKey: ServerHostKeyAlgorithm[];
  /** Ciphers. */
  readonly cipher: CipherAlgorithm[];
  /** Message authentication codes, for ciphers without one of their own. */
  readonly hmac: MacAlgorithm[];
}

/**
 * Algorithms that ssh2 runs under Deno. chacha20-poly1305 is first because AES is several times
 * slower in Deno. ecdh-sha2-nistp521 is missing because Deno lacks its curve, zlib because it
 * breaks the connection.
 */
const MODERN: Offer = {
  cipher: [
    "chacha20-poly1305@openssh.com",
    "aes256-ctr",
    "aes192-ctr",
    "aes128-ctr",
    "aes256-gcm@openssh.com",
    "aes128-gcm@openssh.com",
  ],
  compress: ["none"],
  hmac: [
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
    "hmac-sha1-etm@openssh.com",
    "hmac-sha2-256",
    "hmac-sha2-512",
    "hmac-sha1",
  ],
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
    "diffie-hellman-group15-sha512",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group17-sha512",
    "diffie-hellman-group18-sha512",
  ],
  serverHostKey: [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
  ],
};

/** Additional algorithms for old servers. Deno has no aes192-cbc. */
const LEGACY: Offer = {
  cipher: ["aes256-cbc", "aes128-cbc", "3des-cbc"],
  hmac: ["hmac-sha1-96", "hmac-md5"],
  kex: [
    "diffie-hellman-group-exchange-sha1",
    "diffie-hellman-group14-sha1",
    "diffie-hellman-group1-sha1",
  ],
  serverHostKey: ["ssh-rsa"],
};

/** Options for {@linkcode offerFor}. */
export interface OfferOptions {
  /** Level of the algorithms: `legacy` appends those for old servers. Default: `modern`. */
  readonly level?: "modern" | "legacy" | undefined;
  /** Type of the host key to ask for first, such as `ssh-rsa`. Default: no preference. */
  readonly keyType?: string | undefined;
}

/** Returns the algorithms to offer to a server. */
export function offerFor({ level = "modern", keyType }: OfferOptions): Offer {
  const old = level === "legacy" ? LEGACY : { cipher: [], hmac: [], kex: [], serverHostKey: [] };
  const hostKeys = [...MODERN.serverHostKey, ...old.serverHostKey];
  return {
    ...MODERN,
    cipher: [...MODERN.cipher, ...old.cipher],
    hmac: [...MODERN.hmac, ...old.hmac],
    kex: [...MODERN.kex, ...old.kex],
    // The client's order decides which key the server presents (RFC 4253, 7.1).
    serverHostKey: [
      ...hostKeys.filter((algorithm) => keyTypeOf(algorithm) === keyType),
      ...hostKeys.filter((algorithm) => keyTypeOf(algorithm) !== keyType),
    ],
  };
}

/**
 * Returns the key type of a signature algorithm. RSA keys have several algorithms (RFC 8332, 3).
 */
export function keyTypeOf(algorithm: string): string {
  return algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm;
}
